"""boto3: from sign-up to tokens with the sessions that the service hands on."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

USER_AUTH = {"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
ADDRESS = "nils@poolhouse.test"


def code_for(server: Any, recipient: str) -> str:
    """The newest one."""
    code, after = "", 0
    while page := httpx.get(f"{server.url}/_poolhouse/inbox?after={after}").json()["messages"]:
        after = page[-1]["id"]
        code = next(
            (one["message"]["code"] for one in reversed(page) if one["message"]["recipient"] == recipient), code
        )
    return code


def test_signed_in_by_the_code_of_a_sign_up(
    server: Any, cognito: Any, make_pool: Any, password: str, claims_of: Any
) -> None:
    pool = make_pool(client=USER_AUTH, UsernameAttributes=["email"])
    public = {"ClientId": pool.client_id, "Username": ADDRESS}
    email = [{"Name": "email", "Value": ADDRESS}]
    signed_up = cognito.sign_up(**public, Password=password, UserAttributes=email)
    code = code_for(server, ADDRESS)
    confirmed = cognito.confirm_sign_up(**public, ConfirmationCode=code, Session=signed_up["Session"])
    asked = {"ClientId": pool.client_id, "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": ADDRESS}}
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.initiate_auth(**asked, Session=signed_up["Session"])
    tokens = cognito.initiate_auth(**asked, Session=confirmed["Session"])["AuthenticationResult"]
    claims = claims_of(tokens["IdToken"])
    assert (claims["sub"], claims["email_verified"]) == (signed_up["UserSub"], True)
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.initiate_auth(**asked, Session=confirmed["Session"])
