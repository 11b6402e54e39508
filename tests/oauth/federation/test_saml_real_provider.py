"""SAML against a provider that others have written: the npm package samlp, in a process of its own."""

from __future__ import annotations

import base64
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.oauth.federation.conftest import CALLBACK, StartSamlProvider, client_settings, fields_of

CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"


class Form(HTMLParser):
    """The one form of a page: where it goes, and what it holds."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.fields = "", dict[str, str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: unescape(value or "") for name, value in attrs}
        if tag == "form":
            self.action = given["action"]
        if tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")


def make_pool(cognito: Any, settings: dict[str, str]) -> tuple[str, str]:
    pool = cognito.create_user_pool(PoolName="harbour", Schema=[{"Name": "crew", "AttributeDataType": "String"}])
    pool_id = pool["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="Lighthouse",
        ProviderType="SAML",
        ProviderDetails=settings,
        AttributeMapping={
            "email": f"{CLAIMS}/emailaddress",
            "given_name": f"{CLAIMS}/givenname",
            "name": f"{CLAIMS}/name",
            "custom:crew": "http://schemas.passportjs.com/crew",
        },
    )
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web", **client_settings("Lighthouse"))
    return pool_id, client["UserPoolClient"]["ClientId"]


def sign_in(url: str, client_id: str) -> dict[str, Any]:
    """Of the ID token."""
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": CALLBACK, "scope": "openid email profile"}
    with httpx.Client() as browser:
        away = browser.get(f"{url}/oauth2/authorize?{urlencode(query)}").headers["location"]
        page = browser.get(away)
        assert page.status_code == 200, page.text
        form = Form(page.text)
        back = browser.post(form.action, data=form.fields).headers["location"]
        assert back.startswith(f"{CALLBACK}?code="), back
        redeemed = {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "code": fields_of(back)["code"],
        }
        tokens = browser.post(f"{url}/oauth2/token", data=redeemed).json()
    claims: dict[str, Any] = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    return claims


@pytest.mark.parametrize("signs", ["assertion", "response"])
def test_sign_in(server: Any, cognito: Any, start_saml_provider: StartSamlProvider, signs: str) -> None:
    provider = start_saml_provider(signs)
    pool_id, client_id = make_pool(cognito, {"MetadataURL": f"{provider}/metadata"})
    claims = sign_in(server.url, client_id)
    assert claims["cognito:username"] == "Lighthouse_ada"
    assert (claims["email"], claims["given_name"], claims["name"]) == ("ada@lighthouse.test", "Ada", "Ada & Co <L.>")
    assert claims["custom:crew"] == "[keepers, pilots]"
    assert claims["cognito:groups"] == [f"{pool_id}_Lighthouse"]
    assert claims["identities"][0]["issuer"] == "urn:samlp.lighthouse.test"


def test_the_provider_verifies_signed_requests(
    server: Any, cognito: Any, start_saml_provider: StartSamlProvider, tmp_path: Path
) -> None:
    metadata = httpx.get(f"{start_saml_provider('assertion')}/metadata").text
    pool_id, _ = make_pool(cognito, {"MetadataFile": metadata})
    shown = base64.b64decode(cognito.get_signing_certificate(UserPoolId=pool_id)["Certificate"])
    file = tmp_path / "requests.pem"
    file.write_bytes(x509.load_der_x509_certificate(shown).public_bytes(Encoding.PEM))
    provider = start_saml_provider("assertion", str(file))
    signing = {"MetadataURL": f"{provider}/metadata", "RequestSigningAlgorithm": "rsa-sha256"}
    cognito.update_identity_provider(UserPoolId=pool_id, ProviderName="Lighthouse", ProviderDetails=signing)
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web", **client_settings("Lighthouse"))
    claims = sign_in(server.url, client["UserPoolClient"]["ClientId"])
    assert claims["cognito:username"] == "Lighthouse_ada"
    # The provider does look: a request without a signature is refused.
    plain = {"MetadataURL": f"{provider}/metadata"}
    cognito.update_identity_provider(UserPoolId=pool_id, ProviderName="Lighthouse", ProviderDetails=plain)
    query = {
        "response_type": "code",
        "client_id": client["UserPoolClient"]["ClientId"],
        "redirect_uri": CALLBACK,
        "scope": "openid",
    }
    away = httpx.get(f"{server.url}/oauth2/authorize?{urlencode(query)}").headers["location"]
    assert httpx.get(away).status_code == 400
