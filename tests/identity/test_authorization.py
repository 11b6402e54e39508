"""Which operations of identity pools need a signature: those that the service model does not mark as public."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.loaders import Loader

MODEL = Loader().load_service_model("cognito-identity", "service-2")["operations"]
PUBLIC = sorted(name for name, operation in MODEL.items() if operation.get("authtype") == "none")
SIGNED = sorted(MODEL.keys() - set(PUBLIC))


def test_the_public_operations_are_those_of_an_app() -> None:
    assert PUBLIC == ["GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"]


@pytest.mark.parametrize("operation", SIGNED)
def test_signed_operations_refuse_unsigned_calls(reef: Any, operation: str) -> None:
    error = reef.house.error(reef.send("cognito-identity", operation, b"{}", {}))
    assert error == ("MissingAuthenticationTokenException", "Missing Authentication Token")


@pytest.mark.parametrize("operation", PUBLIC)
@pytest.mark.parametrize("headers", [{}, {"authorization": "junk"}, {"x-amz-security-token": "junk"}])
def test_public_operations_ignore_any_authorization(reef: Any, operation: str, headers: dict[str, str]) -> None:
    error = reef.house.error(reef.send("cognito-identity", operation, b"{}", headers))
    assert error[0] == "ValidationException", "reached the operation"


def test_a_page_of_any_origin_may_ask_for_an_identity(reef: Any, shore: Any) -> None:
    origin = {"origin": "https://app.example"}
    body = f'{{"IdentityPoolId":"{shore.id}"}}'.encode()
    response = reef.send("cognito-identity", "GetId", body, origin)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    asked = {**origin, "authorization": "AWS4-HMAC-SHA256 x"}
    refused = reef.send("cognito-identity", "DeleteIdentityPool", body, asked)
    assert reef.house.error(refused)[0] == "IncompleteSignatureException"


def test_targets_of_the_two_services_do_not_mix(reef: Any) -> None:
    for service, operation in (("cognito-idp", "GetId"), ("cognito-identity", "SignUp")):
        assert reef.house.error(reef.send(service, operation, b"{}", {}))[0] == "UnknownOperationException"
