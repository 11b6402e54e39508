"""An identity provider that says whatever a test wants, pools that trust it, and browsers between them."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from poolhouse.functions.node_binary import find_node
from tests.conftest import House
from tests.oauth.federation.saml_provider import certificate_for

CALLBACK = "https://app.test/signed-in"
BASE = "http://localhost:9500"
CLIENT = {"client_id": "poolhouse", "client_secret": "obviously-fake-secret"}


@dataclass
class Provider:
    """An OpenID Connect provider behind a real socket. Tests change its members; ``calls`` are what it was asked.

    ``claims`` overrides members of the ID token (None: left out), ``token`` the whole token; ``answers`` maps a path to
    a status and body that take the place of the real ones, ``nonce_of_code`` a code to the nonce of its token.
    """

    url: str = ""
    now: Callable[[], float] = time.time
    subject: str = "s-1"
    profile: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=dict)
    token: str | None = None
    keys: list[Any] = field(default_factory=list)
    signer: Any = None
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    nonce: str = ""
    nonce_of_code: dict[str, str] = field(default_factory=dict)
    audience: str = CLIENT["client_id"]

    def asked(self, path: str) -> list[dict[str, str]]:
        return [fields for called, fields in self.calls if called == path]

    def id_token(self, code: str) -> str:
        if self.token is not None:
            return self.token
        now = int(self.now())
        claims = {
            "iss": self.url,
            "aud": self.audience,
            "sub": self.subject,
            "nonce": self.nonce_of_code.get(code, self.nonce),
            "iat": now,
            "exp": now + 300,
            **self.profile,
            **self.claims,
        }
        present = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.signer.kid, **self.header}
        registry = JWSRegistry(algorithms=[self.algorithm], strict_check_header=False)
        return jwt.encode(header, present, self.signer, registry=registry)

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        documents: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/me",
                "jwks_uri": f"{self.url}/keys",
                **self.metadata,
            },
            "/keys": {"keys": [key.as_dict(private=False) for key in self.keys]},
            "/token": lambda: {
                "access_token": "fake-access",
                "token_type": "Bearer",
                "id_token": self.id_token(fields["code"]),
            },
            "/me": {"sub": self.subject, **self.profile},
        }
        document = documents.get(path)
        if document is None:
            return 404, b"{}"
        return 200, msgspec.json.encode(document() if callable(document) else document)


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        parts = urlsplit(self.path)
        fields = dict(parse_qsl((self.rfile.read(length).decode() or parts.query), keep_blank_values=True))
        if authorization := self.headers.get("authorization"):
            fields["authorization"] = authorization
        self.provider.calls.append((parts.path, fields))
        status, body = self.provider.answer(parts.path, fields)
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        # Who asked may have gone meanwhile.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)
            self.wfile.flush()

    do_GET = do_POST = _serve  # noqa: N815 - names that http.server looks for

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def rsa_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "k-1", "use": "sig"})


@pytest.fixture(scope="session")
def ec_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "k-2", "use": "sig"})


@pytest.fixture
def provider(rsa_key: RSAKey) -> Iterator[Provider]:
    made = Provider(keys=[rsa_key], signer=rsa_key)
    handler = type("Handler", (_Handler,), {"provider": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


class Browser:
    """Keeps cookies, follows nothing."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.http = httpx.AsyncClient(transport=house.transport, base_url=BASE)

    def get(self, path: str) -> httpx.Response:
        return self._house.runner.run(self.http.get(path))

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        return self._house.runner.run(self.http.post(path, data=form, headers=headers))


@dataclass
class Port:
    """A pool with one identity provider, and a client that takes users of it alone."""

    house: House
    pool: str
    client: str
    name: str
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.house))
        return self.browsers[-1]

    def authorize(self, browser: Browser, **changes: str) -> dict[str, str]:
        """What the provider is sent; the address comes as ``""``."""
        members = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": CALLBACK,
            "scope": "openid email profile",
            "state": "their state & more",
            **changes,
        }
        answer = browser.get(f"/oauth2/authorize?{urlencode(members)}")
        assert answer.status_code == 302, answer.text
        location = answer.headers["location"]
        return {**fields_of(location), "": location.partition("?")[0]}

    def redeem(self, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "client_id": self.client,
            "code": code,
            "redirect_uri": CALLBACK,
        }
        answer = self.browser().post("/oauth2/token", form)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def users(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.house.call("ListUsers", UserPoolId=self.pool)["Users"]
        return found


@dataclass
class OidcPort(Port):
    provider: Provider = field(default_factory=Provider)

    def back(self, browser: Browser, asked: dict[str, str], **changes: str) -> httpx.Response:
        """The provider has let the user in and sends the browser back."""
        self.provider.nonce = asked.get("nonce", "")
        return browser.get(f"/oauth2/idpresponse?{urlencode({'code': 'c-1', 'state': asked['state'], **changes})}")

    def sign_in(self, browser: Browser | None = None, **changes: str) -> httpx.Response:
        browser = browser or self.browser()
        return self.back(browser, self.authorize(browser, **changes))

    def tokens(self, browser: Browser | None = None, **changes: str) -> dict[str, Any]:
        return self.redeem(told(self.sign_in(browser, **changes))["code"])

    def claims(self, **changes: str) -> dict[str, Any]:
        """Of the ID token."""
        return self.house.claims(self.tokens(None, **changes)["id_token"])


def fields_of(location: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(location).query, keep_blank_values=True, strict_parsing=True))


def told(response: httpx.Response) -> dict[str, str]:
    """What a redirect to the client says."""
    assert response.status_code == 302, (response.status_code, response.text[:2000])
    location = response.headers["location"]
    assert location.startswith(CALLBACK), location
    return fields_of(location)


def on_error_page(response: httpx.Response) -> dict[str, str]:
    """Nothing went to any client."""
    assert response.status_code == 302, response.text
    location = response.headers["location"]
    assert location.startswith("/error?"), location
    return fields_of(location)


def details(provider: Provider, **changes: str | None) -> dict[str, str]:
    members = {
        **CLIENT,
        "authorize_scopes": "openid email",
        "oidc_issuer": provider.url,
        "attributes_request_method": "GET",
        **changes,
    }
    return {name: value for name, value in members.items() if value is not None}


MAPPING = {"email": "email", "email_verified": "email_verified", "given_name": "given_name"}
MakeOidcPort = Callable[..., OidcPort]


@pytest.fixture
def make_port(house: House, provider: Provider) -> Iterator[MakeOidcPort]:
    made: list[OidcPort] = []

    def make(
        *,
        house: House = house,
        name: str = "Lighthouse",
        kind: str = "OIDC",
        pool: dict[str, Any] | None = None,
        client: dict[str, Any] | None = None,
        settings: dict[str, str] | None = None,
        mapping: dict[str, str] | None = None,
    ) -> OidcPort:
        # Clocks of houses stand still.
        provider.now = house.clock.now
        pool_id = house.pool(**(pool or {}))
        house.call(
            "CreateIdentityProvider",
            UserPoolId=pool_id,
            ProviderName=name,
            ProviderType=kind,
            ProviderDetails=settings or details(provider),
            AttributeMapping=MAPPING if mapping is None else mapping,
        )
        client_id = house.client_id(pool_id, **client_settings(name, **(client or {})))
        made.append(OidcPort(house, pool_id, client_id, name, provider=provider))
        return made[-1]

    yield make
    for port in made:
        for browser in port.browsers:
            port.house.runner.run(browser.http.aclose())


def client_settings(provider: str, **changes: Any) -> dict[str, Any]:
    return {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile"],
        "CallbackURLs": [CALLBACK],
        "SupportedIdentityProviders": [provider],
        **changes,
    }


@pytest.fixture
def port(make_port: MakeOidcPort, provider: Provider) -> OidcPort:
    provider.profile = {"email": "ada@lighthouse.test", "email_verified": True, "given_name": "Ada"}
    return make_port()


StartSamlProvider = Callable[..., str]
IDP = Path(__file__).parent / "js" / "idp.mjs"


@pytest.fixture
def start_saml_provider(tmp_path: Path) -> Iterator[StartSamlProvider]:
    """The URL of a provider that signs the ``assertion`` or the ``response``."""
    started: list[subprocess.Popen[str]] = []
    key = rsa.generate_private_key(65537, 2048)
    files = {
        "key.pem": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "certificate.pem": certificate_for(key).public_bytes(Encoding.PEM),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    def start(signs: str, *more: str) -> str:
        node = find_node(os.environ["PATH"]).path
        paths = [str(tmp_path / name) for name in files]
        process = subprocess.Popen([node, IDP, *paths, signs, *more], stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip()

    yield start
    for process in started:
        process.terminate()
        process.wait()
