"""A pool with a domain's endpoints, browsers that visit them, and clients that redeem codes."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from tests.conftest import PASSWORD, House

CALLBACK = "https://app.test/signed-in"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ALL_SCOPES = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"]


class Browser:
    """Keeps cookies, follows nothing."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.http = httpx.AsyncClient(transport=house.transport, base_url="http://localhost:9500")

    def get(self, path: str) -> httpx.Response:
        return self._house.runner.run(self.http.get(path))

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        return self._house.runner.run(self.http.post(path, data=form, headers=headers))

    def cookie(self, pool_id: str) -> str | None:
        return self.http.cookies.get(f"cognito-{pool_id}")


@dataclass
class Port:
    """A pool, a client of it with every scope, and the user marina."""

    house: House
    pool: str
    client: str
    secret: str | None
    sub: str
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.browsers.append(Browser(self.house))
        return self.browsers[-1]

    def query(self, **changes: str | None) -> str:
        """An authorization request; a change to None leaves a parameter out."""
        members: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": "s-1",
            **changes,
        }
        return urlencode({name: value for name, value in members.items() if value is not None})

    def authorize(self, browser: Browser | None = None, **changes: str | None) -> httpx.Response:
        return (browser or self.browser()).get(f"/oauth2/authorize?{self.query(**changes)}")

    def login(
        self, browser: Browser | None = None, *, name: str = "marina", password: str = PASSWORD, **changes: str | None
    ) -> httpx.Response:
        """The sign-in page, filled in and sent."""
        browser, path = browser or self.browser(), f"/login?{self.query(**changes)}"
        page = browser.get(path)
        assert page.status_code == 200, (page.status_code, page.headers.get("location"))
        return browser.post(path, {"_csrf": csrf(page), "username": name, "password": password})

    def code(self, browser: Browser | None = None, **changes: str | None) -> str:
        """A code for whoever signs in."""
        return members(self.login(browser, name="marina", password=PASSWORD, **changes))["code"]

    def ask(self, path: str, *, auth: Any = None, headers: Any = None, **form: str) -> httpx.Response:
        """A form, as a client posts it."""
        http = self.browser().http
        return self.house.runner.run(http.post(path, data=form, headers=headers, auth=auth or httpx.USE_CLIENT_DEFAULT))

    def redeem(self, code: str, **changes: str | None) -> httpx.Response:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "client_id": self.client,
            "code": code,
            "redirect_uri": CALLBACK,
            **({"client_secret": self.secret} if self.secret else {}),
            **changes,
        }
        return self.ask("/oauth2/token", **{name: value for name, value in form.items() if value is not None})

    def tokens(self, **changes: str | None) -> dict[str, Any]:
        """The answer of the token endpoint to a sign-in."""
        answer = self.redeem(self.code(None, **changes))
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def refresh(self, token: str, **changes: str) -> httpx.Response:
        form = {"grant_type": "refresh_token", "client_id": self.client, "refresh_token": token, **changes}
        return self.ask("/oauth2/token", **form)

    def user_info(self, access_token: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {access_token}"}
        return self.house.runner.run(self.browser().http.get("/oauth2/userInfo", headers=headers))


def csrf(page: httpx.Response) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def members(response: httpx.Response, uri: str = CALLBACK) -> dict[str, str]:
    """What a redirect to the client says, in its query or its fragment."""
    assert response.status_code == 302, (response.status_code, response.text[:2000])
    location = response.headers["location"]
    assert location.startswith(uri), location
    parts = urlsplit(location)
    pairs = parse_qsl(parts.fragment or parts.query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def refused_on_a_page(response: httpx.Response) -> str:
    """Nothing went to any client: the error page follows, whose code is returned."""
    assert response.status_code == 302, response.text
    location = urlsplit(response.headers["location"])
    assert (location.scheme, location.netloc, location.path) == ("", "", "/error"), location
    return dict(parse_qsl(location.query))["error"]


MakePort = Callable[..., Port]


@pytest.fixture
def make_port(house: House) -> Iterator[MakePort]:
    """``pool`` and ``client`` are further settings, ``attributes`` the user's."""
    made: list[Port] = []

    def make(
        *,
        pool: dict[str, Any] | None = None,
        client: dict[str, Any] | None = None,
        attributes: dict[str, str] | None = None,
        house: House = house,
    ) -> Port:
        pool_id = house.pool(**(pool or {}))
        sub = house.user(
            pool_id,
            **(attributes or {"email": "marina@poolhouse.test", "email_verified": "true", "given_name": "Marina"}),
        )
        settings = {
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code", "implicit"],
            "AllowedOAuthScopes": ALL_SCOPES,
            "CallbackURLs": [CALLBACK, "https://app.test/other"],
            "LogoutURLs": ["https://app.test/signed-out"],
            "SupportedIdentityProviders": ["COGNITO"],
            **(client or {}),
        }
        described = house.client(pool_id, **settings)
        made.append(Port(house, pool_id, described["ClientId"], described.get("ClientSecret"), sub))
        return made[-1]

    yield make
    for port in made:
        for browser in port.browsers:
            port.house.runner.run(browser.http.aclose())


@pytest.fixture
def port(make_port: MakePort) -> Port:
    return make_port()
