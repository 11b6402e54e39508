"""Request bodies of the Lambda API and their checks. Shapes and limits: botocore's ``lambda`` service model."""

from __future__ import annotations

import base64
import re
from typing import Any, TypeVar

import msgspec

from poolhouse.functions.api import errors

_ROLE = re.compile(r"arn:(aws[a-zA-Z-]*)?:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+")
_NAME = re.compile(r"[a-zA-Z0-9-_]{1,64}")
_STATEMENT_ID = re.compile(r"[a-zA-Z0-9-_]{1,100}")
_ACTION = re.compile(r"lambda:[*]|lambda:[a-zA-Z]+|[*]")
_RUNTIME = re.compile(r"nodejs[0-9]+\.x|python3\.[0-9]+")
_HANDLER = re.compile(r"[^\s]{1,128}")
_VARIABLE = re.compile(r"[a-zA-Z][a-zA-Z0-9_]+")
# Lambda Developer Guide, "Working with Lambda environment variables": names that the runtime itself sets.
_RESERVED_VARIABLES = frozenset(
    {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    }
)
_LARGEST_ENVIRONMENT = 4096
_LONGEST_TIMEOUT, _LEAST_MEMORY, _MOST_MEMORY = 900, 128, 10240


class Environment(msgspec.Struct):
    variables: dict[str, str] = msgspec.field(name="Variables", default_factory=dict)


class Code(msgspec.Struct, rename="pascal"):
    zip_file: str | None = None


class CreateFunction(msgspec.Struct, rename="pascal"):
    function_name: str
    role: str
    code: Code
    runtime: str | None = None
    handler: str | None = None
    description: str = ""
    timeout: int = 3
    memory_size: int = 128
    package_type: str = "Zip"
    environment: Environment = msgspec.field(default_factory=Environment)
    tags: dict[str, str] = msgspec.field(default_factory=dict)


class UpdateFunctionCode(msgspec.Struct, rename="pascal"):
    zip_file: str | None = None
    dry_run: bool = False
    revision_id: str | None = None


class UpdateFunctionConfiguration(msgspec.Struct, rename="pascal"):
    role: str | None = None
    handler: str | None = None
    runtime: str | None = None
    description: str | None = None
    timeout: int | None = None
    memory_size: int | None = None
    environment: Environment | None = None
    revision_id: str | None = None


class AddPermission(msgspec.Struct, rename="pascal"):
    statement_id: str
    action: str
    principal: str
    source_arn: str | None = None
    source_account: str | None = None
    revision_id: str | None = None
    event_source_token: str | None = None
    principal_org_id: str | None = msgspec.field(default=None, name="PrincipalOrgID")


_T = TypeVar("_T", bound=msgspec.Struct)


def decode(body: bytes, shape: type[_T]) -> _T:
    """Raises ServiceError for anything that is not JSON of this shape."""
    try:
        return msgspec.json.decode(body or b"{}", type=shape)
    except msgspec.ValidationError as error:
        raise errors.VALIDATION(text=f"1 validation error detected: {error}") from None
    except (ValueError, RecursionError) as error:
        raise errors.NOT_JSON_BODY(text=f"Could not parse request body into json: {error}") from None


def archive(zip_file: str | None) -> bytes:
    """The bytes of a request's zip archive. Raises ServiceError."""
    if not zip_file:
        raise errors.INVALID_PARAMETER(
            text="Please provide a source for function code: only ZipFile is available here."
        )
    try:
        return base64.b64decode(zip_file, validate=True)
    except ValueError:
        raise errors.NOT_JSON_BODY(text="ZipFile is not Base64.") from None


def check_settings(
    *, name: str, role: str, runtime: str | None, handler: str | None, timeout: int, memory: int, description: str
) -> None:
    """Raises ServiceError with the first thing that is wrong."""
    _match(_NAME, name, "functionName")
    _match(_ROLE, role, "role")
    if runtime is None or not _RUNTIME.fullmatch(runtime):
        text = f"Value {runtime} at 'runtime' failed to satisfy constraint: only nodejs*.x and python3.* run here"
        raise errors.INVALID_PARAMETER(text=text)
    if handler is None or "." not in handler:
        raise errors.INVALID_PARAMETER(text="Handler must name a file and a function: index.handler")
    _match(_HANDLER, handler, "handler")
    if handler.startswith("/") or "\0" in handler or ".." in handler.split("/"):
        raise errors.INVALID_PARAMETER(text="Handler must lie inside the function's code.")
    _within(timeout, 1, _LONGEST_TIMEOUT, "timeout")
    _within(memory, _LEAST_MEMORY, _MOST_MEMORY, "memorySize")
    if len(description) > 256:
        _violated(description, "description", "Member must have length less than or equal to 256")


def check_environment(variables: dict[str, str]) -> None:
    """Raises ServiceError."""
    reserved = sorted(_RESERVED_VARIABLES & variables.keys())
    if reserved:
        raise errors.INVALID_PARAMETER(
            text="Lambda was unable to configure your environment variables because the environment variables you have "
            f"provided contains reserved keys that are currently not supported for modification. Reserved keys used in "
            f"this request: {', '.join(reserved)}"
        )
    if any("\0" in text for variable in variables.items() for text in variable):
        # No process can be started with one.
        raise errors.INVALID_PARAMETER(
            text="Lambda was unable to configure your environment variables because a name or a value contains a NUL "
            "character."
        )
    for name in variables:
        _match(_VARIABLE, name, "environment.variables")
    if sum(len(name.encode()) + len(value.encode()) for name, value in variables.items()) > _LARGEST_ENVIRONMENT:
        raise errors.INVALID_PARAMETER(
            text="Lambda was unable to configure your environment variables because the environment variables you have "
            "provided exceeded the 4KB limit."
        )


def check_permission(request: AddPermission) -> None:
    """Raises ServiceError."""
    _match(_STATEMENT_ID, request.statement_id, "statementId")
    _match(_ACTION, request.action, "action")
    if not request.principal or re.search(r"\s", request.principal):
        _violated(request.principal, "principal", r"Member must satisfy regular expression pattern: [^\s]+")
    if request.event_source_token is not None or request.principal_org_id is not None:
        # A condition that is not evaluated here would read as narrower than it is.
        raise errors.INVALID_PARAMETER(text="EventSourceToken and PrincipalOrgID are not available here.")


def statement(request: AddPermission, function_arn: str) -> dict[str, object]:
    """The IAM statement that Lambda makes of it."""
    principal = request.principal
    named: object
    if principal == "*":
        named = "*"
    elif principal.endswith(".amazonaws.com"):
        named = {"Service": principal}
    else:
        named = {"AWS": f"arn:aws:iam::{principal}:root" if re.fullmatch(r"[0-9]{12}", principal) else principal}
    made: dict[str, object] = {
        "Sid": request.statement_id,
        "Effect": "Allow",
        "Principal": named,
        "Action": request.action,
        "Resource": function_arn,
    }
    conditions: dict[str, Any] = {}
    if request.source_account is not None:
        conditions["StringEquals"] = {"AWS:SourceAccount": request.source_account}
    if request.source_arn is not None:
        conditions["ArnLike"] = {"AWS:SourceArn": request.source_arn}
    if conditions:
        made["Condition"] = conditions
    return made


def _match(pattern: re.Pattern[str], value: str, member: str) -> None:
    if not pattern.fullmatch(value):
        _violated(value, member, f"Member must satisfy regular expression pattern: {pattern.pattern}")


def _within(value: int, least: int, most: int, member: str) -> None:
    if value < least:
        _violated(value, member, f"Member must have value greater than or equal to {least}")
    if value > most:
        _violated(value, member, f"Member must have value less than or equal to {most}")


def _violated(value: object, member: str, rule: str) -> None:
    text = f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}"
    raise errors.VALIDATION(text=text)
