"""OpenID Connect and OAuth 2.0 clients, unchanged: openid-client and Authlib; aws-jwt-verify on what they are given."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from joserfc import jwk
from joserfc import jwt as jose

CALLBACK = "http://127.0.0.1:4999/callback"
LOGOUT = "http://127.0.0.1:4999/"


@dataclass(frozen=True)
class App:
    """A client of the OAuth endpoints, with what a relying party is configured with."""

    url: str
    pool_id: str
    client_id: str
    secret: str | None

    @property
    def issuer(self) -> str:
        return f"{self.url}/{self.pool_id}"


@pytest.fixture
def make_app(server: Any, cognito: Any, make_pool: Any, make_user: Any) -> Any:
    def make(*, secret: bool = False, **settings: Any) -> App:
        pool = make_pool()
        make_user(pool, groups=("divers",))
        client = cognito.create_user_pool_client(
            **{
                "UserPoolId": pool.id,
                "ClientName": "relying party",
                "GenerateSecret": secret,
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthScopes": ["openid", "email", "aws.cognito.signin.user.admin"],
                "CallbackURLs": [CALLBACK],
                "LogoutURLs": [LOGOUT],
                "SupportedIdentityProviders": ["COGNITO"],
                **settings,
            }
        )["UserPoolClient"]
        return App(server.url, pool.id, client["ClientId"], client.get("ClientSecret"))

    return make


@pytest.fixture
def machine(cognito: Any, make_app: Any) -> App:
    app: App = make_app()
    cognito.create_resource_server(
        UserPoolId=app.pool_id,
        Identifier="harbour",
        Name="harbour",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read the tides"}],
    )
    client = cognito.create_user_pool_client(
        UserPoolId=app.pool_id,
        ClientName="machine",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["harbour/read"],
    )["UserPoolClient"]
    return App(app.url, app.pool_id, client["ClientId"], client["ClientSecret"])


@pytest.mark.parametrize("authentication", ["None", "ClientSecretBasic", "ClientSecretPost"])
def test_openid_client(make_app: Any, run_scenario: Any, password: str, authentication: str) -> None:
    app = make_app(secret=authentication != "None")
    seen = run_scenario(
        "openid_client",
        issuer=app.issuer,
        clientId=app.client_id,
        secret=app.secret,
        authentication=authentication,
        callback=CALLBACK,
        logout=LOGOUT,
        username="marina",
        password=password,
    )
    claims = seen["claims"]
    assert (claims["iss"], claims["aud"]) == (app.issuer, app.client_id)
    assert claims["cognito:groups"] == ["divers"]
    assert claims["email_verified"] is True
    assert seen["expiresIn"] == 3600
    assert seen["userInfo"]["email_verified"] == "true"
    assert seen["refreshed"]["keptRefreshToken"]
    assert seen["refreshed"]["auth_time"] == claims["auth_time"]
    assert seen["otherState"] == "OAUTH_INVALID_RESPONSE"
    assert seen["revoked"] == "OAUTH_RESPONSE_BODY_ERROR"
    verified = run_scenario(
        "jwt_verify_own_issuer", url=app.url, poolId=app.pool_id, clientId=app.client_id, tokens=seen["tokens"]
    )
    assert verified["access"]["scope"] == "openid email aws.cognito.signin.user.admin"
    out = httpx.get(seen["endSession"])
    assert (out.status_code, out.headers["location"]) == (302, LOGOUT)


@pytest.mark.parametrize("authentication", ["ClientSecretBasic", "ClientSecretPost"])
def test_openid_client_as_a_machine(machine: App, run_scenario: Any, claims_of: Any, authentication: str) -> None:
    seen = run_scenario(
        "openid_client_machine",
        issuer=machine.issuer,
        clientId=machine.client_id,
        secret=machine.secret,
        authentication=authentication,
        scope="harbour/read",
    )
    assert claims_of(seen["accessToken"])["scope"] == "harbour/read"
    assert (seen["tokenType"].lower(), seen["expiresIn"]) == ("bearer", 3600)
    assert seen["foreign"] == "OAUTH_RESPONSE_BODY_ERROR"


def test_authlib(make_app: Any, password: str) -> None:
    app = make_app(secret=True)
    metadata = httpx.get(f"{app.issuer}/.well-known/openid-configuration").json()
    keys = httpx.get(metadata["jwks_uri"]).json()
    with OAuth2Client(
        app.client_id, app.secret, scope="openid email", redirect_uri=CALLBACK, code_challenge_method="S256"
    ) as client:
        verifier = "v" * 64
        url, state = client.create_authorization_url(
            metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-authlib"
        )
        callback = _sign_in(url, "marina", password)
        token = client.fetch_token(
            metadata["token_endpoint"], authorization_response=callback, state=state, code_verifier=verifier
        )
        claims = jose.decode(token["id_token"], jwk.KeySet.import_key_set(keys), algorithms=["RS256"]).claims
        assert (claims["iss"], claims["aud"], claims["nonce"]) == (app.issuer, app.client_id, "n-authlib")
        assert client.get(metadata["userinfo_endpoint"]).json()["username"] == "marina"
        refreshed = client.refresh_token(metadata["token_endpoint"])
        assert refreshed["access_token"] != token["access_token"]
        assert client.revoke_token(metadata["revocation_endpoint"], token["refresh_token"]).status_code == 200


def test_authlib_as_a_machine(machine: App, claims_of: Any) -> None:
    with OAuth2Client(machine.client_id, machine.secret) as client:
        token = client.fetch_token(f"{machine.url}/oauth2/token", grant_type="client_credentials")
    assert claims_of(token["access_token"])["client_id"] == machine.client_id


def test_a_strict_client_of_the_token_endpoint(machine: App) -> None:
    """What Spring Security sends and demands: form-encoded Basic credentials, a JSON type, a token type, seconds as a
    number, and no member that is null (RFC 6749, 2.3.1 and 5.1)."""
    assert machine.secret
    credentials = base64.b64encode(f"{machine.client_id}:{machine.secret}".encode()).decode()
    answer = httpx.post(
        f"{machine.url}/oauth2/token",
        content=b"grant_type=client_credentials&scope=harbour%2Fread",
        headers={
            "accept": "application/json;charset=UTF-8",
            "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
            "authorization": f"Basic {credentials}",
        },
    )
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    document = answer.json()
    assert document.keys() == {"access_token", "expires_in", "token_type"}
    assert isinstance(document["expires_in"], int)
    assert document["token_type"] == "Bearer"
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["pragma"] == "no-cache"


def _sign_in(url: str, username: str, password: str) -> str:
    """Where the client is sent after the sign-in page was filled in."""
    with httpx.Client() as browser:
        page = browser.get(url, follow_redirects=True)
        token = re.search(r'name="_csrf" value="([^"]+)"', page.text)
        assert token
        form = {"_csrf": token.group(1), "username": username, "password": password}
        location: str = browser.post(page.url, data=form).headers["location"]
    assert parse_qs(urlsplit(location).query).keys() == {"code", "state"}
    return location
