"""Revocation (RFC 7009) and the user attributes endpoint (OpenID Connect Core, 5.3)."""

from __future__ import annotations

import httpx
import pytest

from tests.oauth.conftest import MakePort, Port


def test_revocation_ends_a_session_and_no_other(port: Port) -> None:
    first, second = port.tokens(), port.tokens()
    answer = port.ask("/oauth2/revoke", client_id=port.client, token=first["refresh_token"])
    assert (answer.status_code, answer.content) == (200, b"")
    assert port.refresh(first["refresh_token"]).json() == {"error": "invalid_grant"}
    assert port.user_info(first["access_token"]).status_code == 401
    assert port.user_info(second["access_token"]).status_code == 200
    again = port.ask("/oauth2/revoke", client_id=port.client, token=first["refresh_token"])
    assert again.status_code == 200


def test_revocation_refuses(port: Port, make_port: MakePort) -> None:
    tokens = port.tokens()

    def refusal(**form: str) -> tuple[int, dict[str, str]]:
        answer = port.ask("/oauth2/revoke", **form)
        return answer.status_code, answer.json()

    assert refusal(client_id=port.client) == (400, {"error": "invalid_request"})
    assert refusal(client_id=port.client, token=tokens["access_token"]) == (400, {"error": "unsupported_token_type"})
    assert refusal(client_id=port.client, token=tokens["id_token"]) == (400, {"error": "unsupported_token_type"})
    assert refusal(client_id="nobody", token="x") == (401, {"error": "invalid_client"})
    other = make_port(client={"GenerateSecret": True})
    assert refusal(client_id=other.client, token="x") == (401, {"error": "invalid_client"})
    off = make_port(client={"EnableTokenRevocation": False})
    assert refusal(client_id=off.client, token=tokens["refresh_token"]) == (400, {"error": "invalid_request"})
    for token in ("nonsense", tokens["refresh_token"]):
        assert port.ask("/oauth2/revoke", client_id=make_port().client, token=token).status_code == 200
    assert port.refresh(tokens["refresh_token"]).status_code == 200, "another client's request ends nothing"


def test_user_info(port: Port) -> None:
    tokens = port.tokens(scope="openid email")
    answer = port.user_info(tokens["access_token"])
    assert answer.json() == {
        "sub": port.sub,
        "email": "marina@poolhouse.test",
        "email_verified": "true",
        "username": "marina",
    }
    assert answer.headers["access-control-allow-origin"] == "*"


def test_user_info_refuses(port: Port) -> None:
    def ask(**headers: str) -> httpx.Response:
        return port.house.runner.run(port.browser().http.get("/oauth2/userInfo", headers=headers))

    for malformed in ({}, {"authorization": "Basic x"}, {"authorization": "Bearer "}):
        answer = ask(**malformed)
        assert answer.status_code == 400
        assert 'error="invalid_request"' in answer.headers["www-authenticate"]
    tokens = port.tokens(scope="openid")
    api = port.house.sign_in(port.client)["AccessToken"]
    for token in ("x", tokens["id_token"], tokens["access_token"][:-4] + "AAAA", api):
        answer = ask(authorization=f"Bearer {token}")
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    port.house.clock.advance(3600)
    assert ask(authorization=f"Bearer {tokens['access_token']}").status_code == 401


@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke"])
def test_pages_of_any_origin_may_ask(port: Port, path: str) -> None:
    http = port.browser().http
    asked = {"origin": "https://app.test", "access-control-request-headers": "content-type,x-amz-user-agent"}
    answer = port.house.runner.run(http.options(path, headers=asked))
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-headers"] == "content-type,x-amz-user-agent", "as aws-amplify asks"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
