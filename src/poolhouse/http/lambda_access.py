"""What a request to the Lambda API is about to do (Service Authorization Reference, "Actions … for AWS Lambda")."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from starlette.datastructures import QueryParams
from starlette.types import Scope

from poolhouse.http.problems import UNKNOWN_OPERATION

PREFIX = "/2015-03-31/functions"

ACTIONS = {
    ("GET", ""): "GetFunction",
    ("DELETE", ""): "DeleteFunction",
    ("GET", "configuration"): "GetFunctionConfiguration",
    ("PUT", "configuration"): "UpdateFunctionConfiguration",
    ("PUT", "code"): "UpdateFunctionCode",
    ("POST", "policy"): "AddPermission",
    ("GET", "policy"): "GetPolicy",
    ("DELETE", "policy"): "RemovePermission",
    ("POST", "invocations"): "InvokeFunction",
}
"""Method and first segment behind a function's name → action."""


class _Creation(msgspec.Struct):
    name: str = msgspec.field(name="FunctionName")


class LambdaAccess:
    """``arn_of`` turns a function's name, in any of its forms, into its ARN; it may raise ServiceError."""

    def __init__(self, arn_of: Callable[[str], object]) -> None:
        self._arn_of = arn_of

    def __call__(self, scope: Scope, body: bytes) -> tuple[str, str]:
        """Action and resource. Raises ServiceError for what is no operation, too."""
        name, _, rest = scope["path"].removeprefix(PREFIX).removeprefix("/").partition("/")
        if not name:
            if scope["method"] == "GET":
                return "lambda:ListFunctions", "*"
            return "lambda:CreateFunction", str(self._arn_of(_created(body)))
        action = ACTIONS.get((scope["method"], rest.partition("/")[0]))
        if action is None:
            raise UNKNOWN_OPERATION()
        qualifier = QueryParams(scope["query_string"]).get("Qualifier")
        return f"lambda:{action}", str(self._arn_of(f"{name}:{qualifier}" if qualifier else name))


def _created(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Creation).name
    except (ValueError, RecursionError):
        raise UNKNOWN_OPERATION() from None
