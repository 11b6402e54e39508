"""A pool, an app client or a user goes while an endpoint or a page is answering, at every moment there is."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from tests.conftest import House
from tests.meanwhile import meanwhile
from tests.oauth.conftest import MakePort, Port, csrf

Request = Callable[[], httpx.Response]


def sign_in(port: Port) -> Request:
    browser, path = port.browser(), f"/login?{port.query()}"
    form = {"_csrf": csrf(browser.get(path)), "username": "marina", "password": port.house.password}
    return lambda: browser.post(path, form)


def sign_in_again(port: Port) -> Request:
    """Without the page: the browser has a session."""
    browser = port.browser()
    port.login(browser)
    return lambda: port.authorize(browser)


def implicit(port: Port) -> Request:
    browser = port.browser()
    port.login(browser)
    return lambda: port.authorize(browser, response_type="token")


def redeem(port: Port) -> Request:
    return partial(port.redeem, port.code())


def refresh(port: Port) -> Request:
    return partial(port.refresh, port.tokens()["refresh_token"])


def user_info(port: Port) -> Request:
    return partial(port.user_info, port.tokens()["access_token"])


def key_set(port: Port) -> Request:
    return partial(port.house.get, f"/{port.pool}/.well-known/jwks.json")


def machine_token(port: Port) -> Request:
    server = {"UserPoolId": port.pool, "Identifier": "berths", "Name": "berths"}
    port.house.call("CreateResourceServer", **server, Scopes=[{"ScopeName": "read", "ScopeDescription": "all"}])
    machine = port.house.client(
        port.pool,
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["berths/read"],
    )
    form = {"client_id": machine["ClientId"], "client_secret": machine["ClientSecret"]}
    return partial(port.ask, "/oauth2/token", grant_type="client_credentials", **form)


REQUESTS = [sign_in, sign_in_again, implicit, redeem, refresh, user_info, key_set, machine_token]


def deletion(port: Port, what: str) -> tuple[str, dict[str, str]]:
    return {
        "pool": ("DeleteUserPool", {"UserPoolId": port.pool}),
        "client": ("DeleteUserPoolClient", {"UserPoolId": port.pool, "ClientId": port.client}),
        "user": ("AdminDeleteUser", {"UserPoolId": port.pool, "Username": "marina"}),
    }[what]


@pytest.mark.parametrize("what", ["pool", "client", "user"])
@pytest.mark.parametrize("prepare", REQUESTS)
def test_deleted_meanwhile(house: House, make_port: MakePort, prepare: Callable[[Port], Request], what: str) -> None:
    for step in itertools.count(1):
        port = make_port()
        request = prepare(port)
        # The next process to ask has no key in memory.
        house.parts.keys.forget(port.pool)
        with meanwhile(house.parts.store, step, partial(house.post, *deletion(port, what))) as cue:
            response = request()
        assert response.status_code < 500
        if not cue.came:
            assert step > 1
            assert response.status_code in (200, 302)
            break
