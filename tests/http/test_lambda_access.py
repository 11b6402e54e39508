"""What a role must allow for each request of the Lambda API."""

from __future__ import annotations

from typing import Any

import pytest

from poolhouse.errors import ServiceError
from poolhouse.functions.api.router import make_router
from poolhouse.http.lambda_access import LambdaAccess

access_of = LambdaAccess(lambda name: f"arn:{name}")


def request(method: str, path: str, query: str = "") -> dict[str, Any]:
    return {"type": "http", "method": method, "path": f"/2015-03-31/functions{path}", "query_string": query.encode()}


@pytest.mark.parametrize(
    ("method", "path", "action", "resource"),
    [
        ("GET", "", "ListFunctions", "*"),
        ("GET", "/", "ListFunctions", "*"),
        ("POST", "", "CreateFunction", "arn:made"),
        ("POST", "/", "CreateFunction", "arn:made"),
        ("GET", "/quay", "GetFunction", "arn:quay"),
        ("DELETE", "/quay", "DeleteFunction", "arn:quay"),
        ("GET", "/quay/configuration", "GetFunctionConfiguration", "arn:quay"),
        ("PUT", "/quay/configuration", "UpdateFunctionConfiguration", "arn:quay"),
        ("PUT", "/quay/code", "UpdateFunctionCode", "arn:quay"),
        ("POST", "/quay/policy", "AddPermission", "arn:quay"),
        ("GET", "/quay/policy", "GetPolicy", "arn:quay"),
        ("DELETE", "/quay/policy/statement", "RemovePermission", "arn:quay"),
        ("POST", "/quay/invocations", "InvokeFunction", "arn:quay"),
    ],
)
def test_actions(method: str, path: str, action: str, resource: str) -> None:
    assert access_of(request(method, path), b'{"FunctionName":"made"}') == (f"lambda:{action}", resource)


def test_a_version_is_part_of_the_resource() -> None:
    asked = request("POST", "/quay/invocations", "Qualifier=live")
    assert access_of(asked, b"") == ("lambda:InvokeFunction", "arn:quay:live")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("HEAD", "/quay", b""),
        ("PATCH", "/quay/code", b""),
        ("POST", "/quay/elsewhere", b""),
        ("POST", "", b"[]"),
        ("POST", "", b'{"FunctionName":7}'),
        ("POST", "", b"[" * 5000),
    ],
)
def test_what_is_no_operation_is_refused(method: str, path: str, body: bytes) -> None:
    with pytest.raises(ServiceError, match="UnknownOperationException"):
        access_of(request(method, path), body)


def test_every_route_of_the_api_has_an_action() -> None:
    router = make_router(None)  # type: ignore[arg-type]
    routes = [(method, route.path) for route in router.routes for method in route.methods if method != "HEAD"]  # type: ignore[attr-defined]
    assert len(routes) == 13
    for method, path in routes:
        filled = path.replace("{name}", "quay").replace("{sid}", "statement").removeprefix("/2015-03-31/functions")
        action, _ = access_of(request(method, filled), b'{"FunctionName":"made"}')
        assert action.startswith("lambda:")
