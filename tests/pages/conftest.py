"""A visitor without scripts: opens pages, reads them, and sends their forms, with the cookies of one browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import pytest

from poolhouse.directory.lookup import find_user

CALLBACK = "https://app.example.com/callback"
STATE = "a%20b+c/~%C3%A9%22"


@dataclass
class Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


class Reader(HTMLParser):
    """What a page shows: forms, links, and texts by the id, role or tag of what they stand in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.attributes: dict[str, dict[str, str | None]] = {}
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag == "form":
            self.forms.append(Form(given["action"] or ""))
        if tag == "input":
            name = given["name"] or ""
            self.attributes[name] = given
            self.forms[-1].values[name] = given.get("value") or ""
            self.forms[-1].types[name] = given.get("type") or "text"
        if tag not in ("input", "meta", "link", "img", "rect", "circle", "path"):
            self._open.append((given.get("role") or tag, given.get("href")))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open or not data.strip():
            return
        place, link = self._open[-1]
        self.texts[place] = self.texts.get(place, "") + data.strip()
        if link:
            self.links[data.strip()] = link


@dataclass(frozen=True)
class Seen:
    """An answer, read if it is a page."""

    response: httpx.Response
    page: Reader

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return str(self.response.headers.get("location", ""))

    @property
    def alert(self) -> str:
        return self.page.texts.get("alert", "")

    @property
    def notice(self) -> str:
        return self.page.texts.get("status", "")

    @property
    def heading(self) -> str:
        return self.page.texts.get("h1", "")

    @property
    def form(self) -> Form:
        return self.page.forms[0]


class Browser:
    def __init__(self, house: Any, base_url: str = "http://localhost:9500") -> None:
        self.house = house
        self.base_url = base_url
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> Seen:
        sent = {"accept-language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
        url = path if path.startswith("http") else self.base_url + path
        response = self.house.runner.run(self.house.http.request(method, url, content=body, headers=sent))
        self.house.http.cookies.clear()
        for cookie in response.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            if "Max-Age=0" in cookie:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return Seen(response, Reader(response.text))

    def open(self, path: str, **headers: str) -> Seen:
        """A page, after the redirects that stay on this host."""
        return self.followed(self.send("GET", path, **headers))

    def submit(self, seen: Seen, which: int = 0, headers: dict[str, str] | None = None, **values: str) -> Seen:
        """A form of the page with values filled in, and what it leads to on this host; boxes are ticked by a value."""
        form = seen.page.forms[which]
        assert values.keys() <= form.values.keys(), (values.keys(), form.values.keys())
        boxes = {name for name, kind in form.types.items() if kind == "checkbox"}
        sent = {name: value for name, value in form.values.items() if name not in boxes}
        return self.followed(self.send("POST", form.action, urlencode({**sent, **values}), **(headers or {})))

    def followed(self, seen: Seen) -> Seen:
        while seen.location.startswith("/"):
            seen = self.send("GET", seen.location)
        return seen


@dataclass(frozen=True)
class Harbour:
    """A pool, its client with a callback, and the query of an authorization request."""

    house: Any
    pool_id: str
    client_id: str
    query: str

    def path(self, page: str) -> str:
        return f"{page}?{self.query}"

    def browser(self, **options: Any) -> Browser:
        return Browser(self.house, **options)

    def set_status(self, name: str, status: Any) -> None:
        """For a status that no built operation sets."""

        async def set_it() -> None:
            async with self.house.parts.store.write() as records:
                pool = await records.get_pool(self.pool_id)
                user = await find_user(records, pool, name)
                assert user is not None
                await records.replace_user(msgspec.structs.replace(user, status=status))

        self.house.runner.run(set_it())


OAUTH: dict[str, Any] = {
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["openid", "email"],
    "CallbackURLs": [CALLBACK],
    "SupportedIdentityProviders": ["COGNITO"],
}
BY_EMAIL: dict[str, Any] = {
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
    "Schema": [{"Name": "email", "Required": True}],
}


@pytest.fixture
def make_harbour(house: Any) -> Callable[..., Harbour]:
    """A pool with a new OAuth client. ``client`` has further settings of the client, other names are a new pool's."""

    def make(client: dict[str, Any] | None = None, pool_id: str = "", house: Any = house, **pool: Any) -> Harbour:
        pool_id = pool_id or house.pool(**pool)
        client_id = house.client_id(pool_id, **{**OAUTH, **(client or {})})
        asked = urlencode({"client_id": client_id, "response_type": "code", "redirect_uri": CALLBACK})
        return Harbour(house, pool_id, client_id, f"{asked}&scope=openid+email&state={STATE}")

    return make


@pytest.fixture
def harbour(make_harbour: Callable[..., Harbour]) -> Harbour:
    """People sign up with their email, which a code confirms."""
    return make_harbour(**BY_EMAIL)
