"""Codes: what they are redeemed for, by whom, how often (RFC 6749, 4.1.3; RFC 7636; RFC 9700, 2.1.1)."""

from __future__ import annotations

import asyncio
import base64
from hashlib import sha256
from typing import Any

import pytest

from tests.oauth.conftest import CALLBACK, CHALLENGE, VERIFIER, MakePort, Port, members

EMAIL, PHONE = {"email", "email_verified"}, {"phone_number", "phone_number_verified"}


def test_the_published_proof_key() -> None:
    assert CHALLENGE == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_tokens_for_a_code(port: Port) -> None:
    answer = port.redeem(port.code(nonce="n-1", scope="openid profile"))
    assert answer.headers["cache-control"].startswith("no-cache, no-store")
    tokens = answer.json()
    assert set(tokens) == {"id_token", "access_token", "refresh_token", "expires_in", "token_type"}
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    identity, access = port.house.claims(tokens["id_token"]), port.house.claims(tokens["access_token"])
    assert (identity["nonce"], identity["given_name"], identity["sub"]) == ("n-1", "Marina", port.sub)
    assert "email" not in identity, "profile alone was asked for"
    half = sha256(tokens["access_token"].encode()).digest()[:16]
    assert identity["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert (access["scope"], access["version"], access["username"]) == ("openid profile", 2, "marina")
    assert identity["origin_jti"] == access["origin_jti"]
    assert identity["event_id"] == access["event_id"]
    assert "aud" not in access


@pytest.mark.parametrize(
    ("scope", "shown"),
    [
        ("openid", {*EMAIL, *PHONE, "given_name", "custom:berth", "address"}),
        ("openid profile", {"given_name", "custom:berth"}),
        ("openid email", EMAIL),
        ("openid phone", PHONE),
        ("openid email phone", {*EMAIL, *PHONE}),
    ],
)
def test_scopes_choose_the_attributes(make_port: MakePort, scope: str, shown: set[str]) -> None:
    attributes = {
        "email": "marina@poolhouse.test",
        "email_verified": "true",
        "phone_number": "+15555550123",
        "phone_number_verified": "false",
        "given_name": "Marina",
        "address": "1 Quay",
        "custom:berth": "14",
    }
    schema = [{"Name": "berth", "AttributeDataType": "String", "Mutable": True}]
    port = make_port(pool={"Schema": schema}, attributes=attributes)
    tokens = port.tokens(scope=scope)
    assert attributes.keys() & port.house.claims(tokens["id_token"]).keys() == shown
    info = port.user_info(tokens["access_token"]).json()
    assert info.keys() == {"sub", "username", *shown}


def test_without_openid_there_is_no_id_token(port: Port) -> None:
    tokens = port.tokens(scope="aws.cognito.signin.user.admin")
    assert set(tokens) == {"access_token", "refresh_token", "expires_in", "token_type"}
    assert port.user_info(tokens["access_token"]).status_code == 401
    assert port.house.call("GetUser", AccessToken=tokens["access_token"])["Username"] == "marina"
    refreshed = port.refresh(tokens["refresh_token"]).json()
    assert set(refreshed) == {"access_token", "expires_in", "token_type"}


def test_a_code_is_good_for_one_redemption_and_a_second_one_ends_all(port: Port) -> None:
    code = port.code(scope="openid aws.cognito.signin.user.admin")
    tokens = port.redeem(code).json()
    assert port.user_info(tokens["access_token"]).status_code == 200
    port.house.clock.advance(3600)
    assert port.redeem(code).json() == {"error": "invalid_grant"}
    assert port.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    port.house.clock.advance(-3600)
    assert port.user_info(tokens["access_token"]).status_code == 401
    with_api = port.house.refusal("GetUser", AccessToken=tokens["access_token"])
    assert with_api == ("NotAuthorizedException", "Access Token has been revoked")


def test_of_many_parallel_redemptions_one_succeeds(port: Port) -> None:
    code, http = port.code(), port.browser().http
    form = {"grant_type": "authorization_code", "client_id": port.client, "code": code, "redirect_uri": CALLBACK}

    async def all_at_once() -> list[int]:
        answers = await asyncio.gather(*(http.post("/oauth2/token", data=form) for _ in range(50)))
        return sorted(answer.status_code for answer in answers)

    assert port.house.runner.run(all_at_once()) == [200] + [400] * 49


def test_a_code_belongs_to_a_client_and_its_redirect(port: Port, make_port: MakePort) -> None:
    code = port.code()
    same_pool = port.house.client_id(
        port.pool,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[CALLBACK],
    )
    for client in (same_pool, make_port().client):
        assert port.redeem(code, client_id=client).json() == {"error": "invalid_grant"}
    for uri in ("https://app.test/other", f"{CALLBACK}/", "", None):
        refused = port.redeem(code, redirect_uri=uri)
        assert refused.status_code == 400
        assert refused.json() == {"error": "unauthorized_client", "error_description": "invalid_redirect"}
    assert port.redeem(code).status_code == 200, "what others try leaves the code to its owner"


def test_proof_keys(port: Port) -> None:
    code = port.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    for verifier in (None, "", "x" * 43, VERIFIER + "a", VERIFIER[:-1], CHALLENGE, "é" * 43):
        assert port.redeem(code, code_verifier=verifier).json() == {"error": "invalid_grant"}, verifier
    assert port.redeem(code, code_verifier=VERIFIER).status_code == 200


def test_a_verifier_needs_a_challenge(port: Port) -> None:
    """Otherwise an attacker could strip the challenge from the request (RFC 9700, 4.8.2)."""
    assert port.redeem(port.code(), code_verifier=VERIFIER).json() == {"error": "invalid_grant"}


def test_codes_expire(port: Port) -> None:
    code = port.code()
    port.house.clock.advance(299)
    assert port.redeem(port.code()).status_code == 200
    port.house.clock.advance(1)
    assert port.redeem(code).json() == {"error": "invalid_grant"}


def test_tokens_begin_when_the_code_is_redeemed(port: Port) -> None:
    code, signed_in = port.code(), int(port.house.clock.now())
    port.house.clock.advance(200)
    claims = port.house.claims(port.redeem(code).json()["access_token"])
    assert (claims["auth_time"], claims["iat"]) == (signed_in, signed_in + 200)
    assert claims["exp"] == claims["iat"] + 3600


@pytest.mark.parametrize("what", ["AdminDisableUser", "AdminUserGlobalSignOut", "AdminDeleteUser"])
def test_whoever_is_gone_meanwhile_gets_nothing(port: Port, what: str) -> None:
    code = port.code()
    port.house.call(what, UserPoolId=port.pool, Username="marina")
    assert port.redeem(code).json() == {"error": "invalid_grant"}


def test_clients_with_a_secret(make_port: MakePort) -> None:
    port = make_port(client={"GenerateSecret": True})
    assert port.secret
    code = port.code()
    assert port.redeem(code, client_secret="wrong").json() == {"error": "invalid_client"}
    assert port.redeem(code, client_secret=None).json() == {"error": "invalid_client"}
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    wrong = port.ask("/oauth2/token", auth=(port.client, "wrong"), **form)
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
    assert wrong.headers["www-authenticate"].startswith("Basic")
    assert port.ask("/oauth2/token", auth=(port.client, port.secret), **form).status_code == 200


def test_a_scope_whose_attributes_the_client_cannot_read(make_port: MakePort) -> None:
    port = make_port(client={"ReadAttributes": ["email", "given_name"]})
    assert port.redeem(port.code(scope="openid email")).json() == {"error": "invalid_grant"}
    assert set(port.house.claims(port.tokens(scope="openid")["id_token"])) >= {"email", "given_name"}


def test_resources_are_bound_for_good(port: Port) -> None:
    tokens = port.tokens(resource="https://api.harbour.test/v1", scope="openid")
    refreshed = port.refresh(tokens["refresh_token"]).json()
    for token in (tokens["access_token"], refreshed["access_token"]):
        assert port.house.claims(token)["aud"] == "https://api.harbour.test/v1"
    assert port.house.claims(refreshed["id_token"])["aud"] == port.client


def test_the_implicit_grant(port: Port) -> None:
    answer = port.login(response_type="token", nonce="n-2", scope="openid email")
    assert "?" not in answer.headers["location"]
    found = members(answer)
    assert set(found) == {"id_token", "access_token", "token_type", "expires_in", "state"}
    assert (found["token_type"], found["expires_in"], found["state"]) == ("bearer", "3600", "s-1")
    assert port.house.claims(found["id_token"])["nonce"] == "n-2"
    plain = members(port.login(response_type="token", scope="aws.cognito.signin.user.admin"))
    assert "id_token" not in plain


def test_redirect_uris_keep_their_query(make_port: MakePort) -> None:
    uri = "https://app.test/in?tenant=a%20b"
    port = make_port(client={"CallbackURLs": [uri]})
    location = port.login(redirect_uri=uri).headers["location"]
    assert location.startswith(f"{uri}&code=")


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "password", "username": "marina", "password": "x"},
        {"grant_type": "AUTHORIZATION_CODE"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"},
    ],
)
def test_other_grants(port: Port, form: dict[str, str]) -> None:
    assert port.ask("/oauth2/token", client_id=port.client, **form).json() == {"error": "unsupported_grant_type"}


def test_odd_requests(port: Port) -> None:
    ask: Any = port.ask
    assert ask("/oauth2/token", client_id=port.client).json() == {"error": "invalid_request"}
    assert port.redeem("").json() == {"error": "invalid_request"}
    for code in ("unknown", "x" * 5000, "\0", "é"):
        assert port.redeem(code).json() == {"error": "invalid_grant"}
    http = port.browser().http
    for body, kind in (
        (b"{}", "application/json"),
        (b"grant_type=authorization_code&grant_type=refresh_token", "application/x-www-form-urlencoded"),
        (b"\xff=\xff", "application/x-www-form-urlencoded"),
    ):
        answer = port.house.runner.run(http.post("/oauth2/token", content=body, headers={"content-type": kind}))
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
        assert "no-store" in answer.headers["cache-control"]
    answer = port.house.runner.run(http.get("/oauth2/token"))
    assert (answer.status_code, answer.content) == (405, b"")
