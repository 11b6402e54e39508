"""Two servers, the one an OpenID Connect provider of the other; the sign-in ends at the provider's own page."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urljoin

import httpx
import jwt

from tests.conftest import PASSWORD
from tests.oauth.federation.conftest import CALLBACK, client_settings, fields_of


def home_pool(home: Any, callback: str) -> tuple[str, str, str]:
    """A pool with the user marina and a confidential client; its id, the client's and its secret."""
    cognito = home.client()
    pool_id = cognito.create_user_pool(PoolName="home", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    email = [{"Name": "email", "Value": "marina@poolhouse.test"}, {"Name": "email_verified", "Value": "true"}]
    cognito.admin_create_user(UserPoolId=pool_id, Username="marina", UserAttributes=email, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="marina", Password=PASSWORD, Permanent=True)
    settings = client_settings("COGNITO", CallbackURLs=[callback], GenerateSecret=True)
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="abroad", **settings)["UserPoolClient"]
    return pool_id, client["ClientId"], client["ClientSecret"]


def test_a_user_of_the_one_signs_in_at_the_other(server: Any, new_server: Callable[..., Any]) -> None:
    home, cognito = new_server(), server.client()
    home_id, home_client, home_secret = home_pool(home, f"{server.url}/oauth2/idpresponse")
    pool_id = cognito.create_user_pool(PoolName="abroad")["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="Home",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": home_client,
            "client_secret": home_secret,
            "authorize_scopes": "openid email",
            "oidc_issuer": f"{home.url}/{home_id}",
            "attributes_request_method": "GET",
        },
        AttributeMapping={"email": "email", "email_verified": "email_verified"},
    )
    made = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", **client_settings("Home", AllowedOAuthFlows=["code"])
    )
    client_id = made["UserPoolClient"]["ClientId"]
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": CALLBACK, "scope": "openid email"}
    with httpx.Client() as browser:
        away = browser.get(f"{server.url}/oauth2/authorize?{urlencode({**query, 'state': 's-1'})}")
        page = browser.get(away.headers["location"], follow_redirects=True)
        assert str(page.url).startswith(f"{home.url}/login?")
        csrf = re.search(r'name="_csrf" value="([^"]+)"', page.text)
        assert csrf
        form = {"_csrf": csrf[1], "username": "marina", "password": PASSWORD}
        back = browser.post(str(page.url), data=form)
        assert back.headers["location"].startswith(f"{server.url}/oauth2/idpresponse?")
        ended = browser.get(urljoin(str(back.url), back.headers["location"]))
        told = fields_of(ended.headers["location"])
        assert told["state"] == "s-1"
        redeemed = {
            "grant_type": "authorization_code",
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "code": told["code"],
        }
        tokens = browser.post(f"{server.url}/oauth2/token", data=redeemed).json()
    keys = jwt.PyJWKClient(f"{server.url}/{pool_id}/.well-known/jwks.json")
    claims = jwt.decode(
        tokens["id_token"],
        keys.get_signing_key_from_jwt(tokens["id_token"]),
        algorithms=["RS256"],
        audience=client_id,
        issuer=f"{server.url}/{pool_id}",
    )
    sub = home.client().admin_get_user(UserPoolId=home_id, Username="marina")["UserAttributes"][0]["Value"]
    assert claims["cognito:username"] == f"Home_{sub}"
    assert claims["cognito:groups"] == [f"{pool_id}_Home"]
    assert (claims["email"], claims["email_verified"]) == ("marina@poolhouse.test", True)
    assert claims["identities"][0]["userId"] == sub
    access = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert access["username"] == f"Home_{sub}"
    assert access["cognito:groups"] == [f"{pool_id}_Home"]


def test_pools_of_one_server_over_tls(new_server: Callable[..., Any]) -> None:
    """The server trusts its own authority when it calls itself."""
    server = new_server("--tls")
    authority = str(server.data / "tls" / "ca.pem")
    cognito = server.client(verify=authority)
    home_id = cognito.create_user_pool(PoolName="home")["UserPool"]["Id"]
    pool_id = cognito.create_user_pool(PoolName="abroad")["UserPool"]["Id"]
    cognito.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName="Home",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": "any",
            "authorize_scopes": "openid",
            "oidc_issuer": f"{server.url}/{home_id}",
            "attributes_request_method": "GET",
        },
    )
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web", **client_settings("Home"))
    query = {
        "response_type": "code",
        "client_id": client["UserPoolClient"]["ClientId"],
        "redirect_uri": CALLBACK,
        "scope": "openid",
    }
    trusting = ssl.create_default_context(cafile=authority)
    away = httpx.get(f"{server.url}/oauth2/authorize?{urlencode(query)}", verify=trusting)
    assert away.headers["location"].startswith(f"{server.url}/oauth2/authorize?client_id=any&")
    (cookie,) = [each for each in away.headers.get_list("set-cookie") if "idp-" in each]
    assert cookie.startswith("__Host-idp-")
    assert {"Secure", "HttpOnly", "SameSite=None"} <= set(cookie.split("; "))
