"""The social provider types, with a server of ours in the place of their endpoints."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.oauth.federation.conftest import CLIENT, MakeOidcPort, Provider, fields_of, told


def endpoints(provider: Provider, **more: str) -> dict[str, str]:
    return {"authorize_url": f"{provider.url}/authorize", "token_url": f"{provider.url}/token", **more}


def test_google(make_port: MakeOidcPort, provider: Provider) -> None:
    provider.profile = {"email": "ada@lighthouse.test", "email_verified": True, "given_name": "Ada"}
    settings = {**CLIENT, "authorize_scopes": "openid email", **endpoints(provider, oidc_issuer=provider.url)}
    claims = make_port(name="Google", kind="Google", settings=settings).claims()
    assert claims["cognito:username"] == "Google_s-1"
    assert (claims["email"], claims["email_verified"]) == ("ada@lighthouse.test", True)
    assert claims["identities"][0]["providerType"] == "Google"
    # Everything that is mapped stands in its ID token.
    assert provider.asked("/me") == []


def test_google_without_openid_is_told(make_port: MakeOidcPort, provider: Provider) -> None:
    settings = {**CLIENT, "authorize_scopes": "email", **endpoints(provider, oidc_issuer=provider.url)}
    provider.answers["/token"] = (200, b'{"access_token":"fake-access"}')
    assert (
        told(make_port(name="Google", kind="Google", settings=settings).sign_in())["error_description"] == "no id_token"
    )


def test_facebook(make_port: MakeOidcPort, provider: Provider) -> None:
    provider.answers["/token"] = (200, b'{"access_token":"fake-access","token_type":"bearer"}')
    provider.answers["/me"] = (200, msgspec.json.encode({"id": "10158", "email": "ada@lighthouse.test", "name": "Ada"}))
    urls = endpoints(provider, attributes_url=f"{provider.url}/me?fields=")
    port = make_port(
        name="Facebook",
        kind="Facebook",
        settings={**CLIENT, "authorize_scopes": "public_profile,email", **urls},
        mapping={"email": "email", "name": "name"},
    )
    claims = port.claims()
    assert (claims["cognito:username"], claims["name"]) == ("Facebook_10158", "Ada")
    (asked,) = provider.asked("/me")
    assert asked["fields"] == "email,id,name"
    # Its token endpoint is asked by GET.
    (redeemed,) = provider.asked("/token")
    assert redeemed["client_secret"] == CLIENT["client_secret"]
    assert "nonce" not in port.authorize(port.browser())


def test_login_with_amazon(make_port: MakeOidcPort, provider: Provider) -> None:
    provider.answers["/token"] = (200, b'{"access_token":"fake-access"}')
    provider.answers["/me"] = (200, b'{"user_id":"amzn1.account.K2","email":"ada@lighthouse.test"}')
    settings = {
        **CLIENT,
        "authorize_scopes": "profile",
        **endpoints(provider, attributes_url=f"{provider.url}/me"),
    }
    port = make_port(name="LoginWithAmazon", kind="LoginWithAmazon", settings=settings)
    assert port.claims()["cognito:username"] == "LoginWithAmazon_amzn1.account.K2"


def test_a_provider_that_does_not_name_the_user(make_port: MakeOidcPort, provider: Provider) -> None:
    provider.answers["/token"] = (200, b'{"access_token":"fake-access"}')
    provider.answers["/me"] = (200, b'{"email":"ada@lighthouse.test"}')
    settings = {**CLIENT, "authorize_scopes": "profile", **endpoints(provider, attributes_url=f"{provider.url}/me")}
    port = make_port(name="LoginWithAmazon", kind="LoginWithAmazon", settings=settings)
    assert told(port.sign_in())["error_description"] == "no user_id"
    assert port.users() == []


@pytest.fixture
def apple_key() -> Any:
    return generate_private_key(SECP256R1())


def apple_details(provider: Provider, apple_key: Any, **changes: str) -> dict[str, str]:
    der = apple_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {
        "client_id": CLIENT["client_id"],
        "team_id": "TEAM000000",
        "key_id": "KEY0000000",
        "private_key": base64.b64encode(der).decode(),
        "authorize_scopes": "name email",
        **endpoints(provider, oidc_issuer=provider.url),
        **changes,
    }


def test_sign_in_with_apple(make_port: MakeOidcPort, provider: Provider, apple_key: Any) -> None:
    provider.profile = {"email": "ada@lighthouse.test"}
    port = make_port(name="SignInWithApple", kind="SignInWithApple", settings=apple_details(provider, apple_key))
    browser = port.browser()
    asked = port.authorize(browser)
    assert asked["response_mode"] == "form_post"
    provider.nonce = asked["nonce"]
    answer = browser.post("/oauth2/idpresponse", {"code": "c-1", "state": asked["state"]}, origin=provider.url)
    claims = port.house.claims(port.redeem(told(answer)["code"])["id_token"])
    assert claims["cognito:username"] == "SignInWithApple_s-1"
    (redeemed,) = provider.asked("/token")
    public = apple_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    secret = jwt.decode(redeemed["client_secret"], ECKey.import_key(public), ["ES256"])
    assert secret.header["kid"] == "KEY0000000"
    assert {name: secret.claims[name] for name in ("iss", "sub", "aud")} == {
        "iss": "TEAM000000",
        "sub": CLIENT["client_id"],
        "aud": "https://appleid.apple.com",
    }
    assert secret.claims["exp"] - secret.claims["iat"] == 300
    assert "code_verifier" not in redeemed


def test_an_apple_key_that_is_none_is_told(make_port: MakeOidcPort, provider: Provider, apple_key: Any) -> None:
    settings = apple_details(provider, apple_key, private_key="bm8ga2V5", authorize_scopes="openid")
    port = make_port(name="SignInWithApple", kind="SignInWithApple", settings=settings)
    assert told(port.sign_in())["error_description"] == "error getting token"


def test_a_form_of_another_type_goes_to_no_client(make_port: MakeOidcPort, provider: Provider, apple_key: Any) -> None:
    port = make_port(name="SignInWithApple", kind="SignInWithApple", settings=apple_details(provider, apple_key))
    browser = port.browser()
    state = port.authorize(browser)["state"]
    answer = browser.post("/oauth2/idpresponse", {"state": state}, **{"content-type": "text/plain"})
    assert fields_of(answer.headers["location"])["error"] == "invalid_request"
    assert answer.headers["location"].startswith("/error?")
