"""Signing out on the pages."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.oauth.conftest import CALLBACK, Port, refused_on_a_page

OUT = "https://app.test/signed-out"


def test_the_browsers_session_ends(port: Port) -> None:
    browser = port.browser()
    tokens = port.redeem(port.code(browser)).json()
    cookie = browser.cookie(port.pool)
    answer = browser.get(f"/logout?client_id={port.client}&logout_uri={quote(OUT, safe='')}&redirect_uri=ignored")
    assert (answer.status_code, answer.headers["location"]) == (302, OUT)
    assert browser.cookie(port.pool) is None
    assert port.authorize(browser).headers["location"].startswith("/login?")
    assert cookie
    browser.http.cookies.set(f"cognito-{port.pool}", cookie)
    assert port.authorize(browser).headers["location"].startswith("/login?"), "an old cookie opens nothing"
    assert port.refresh(tokens["refresh_token"]).status_code == 200, "tokens live on"


def test_signing_in_as_someone_else(port: Port) -> None:
    browser = port.browser()
    port.login(browser)
    query = port.query()
    answer = browser.get(f"/logout?{query}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/login?{query}")
    assert browser.cookie(port.pool) is None


@pytest.mark.parametrize(
    ("more", "language", "title"),
    [("", "en", "You are signed out"), ("&lang=de", "de", "Sie sind abgemeldet"), ("&logout_uri=", "en", "You are")],
)
def test_without_a_place_to_go_to_a_page_says_that_it_is_done(port: Port, more: str, language: str, title: str) -> None:
    browser = port.browser()
    port.login(browser)
    answer = browser.get(f"/logout?client_id={port.client}{more}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert f"<h1>{title}" in answer.text
    assert "no-store" in answer.headers["cache-control"]
    assert browser.cookie(port.pool) is None
    assert port.authorize(browser).headers["location"].startswith("/login?")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "invalid_request"),
        ("client_id=nobody&logout_uri={out}", "invalid_request"),
        ("client_id={client}&response_type=code", "invalid_request"),
        ("client_id={client}&logout_uri={out}/", "redirect_mismatch"),
        ("client_id={client}&logout_uri=https://evil.test/", "redirect_mismatch"),
        ("client_id={client}&logout_uri=//evil.test/", "redirect_mismatch"),
        ("client_id={client}&logout_uri={callback}", "redirect_mismatch"),
        ("client_id={client}&logout_uri={out}&logout_uri=https://evil.test", "invalid_request"),
        ("client_id={client}&redirect_uri={out}&response_type=code", "redirect_mismatch"),
        ("client_id={client}&redirect_uri={callback}", "invalid_request"),
    ],
)
def test_no_open_redirect(port: Port, query: str, error: str) -> None:
    browser = port.browser()
    port.login(browser)
    filled = query.format(client=port.client, out=OUT, callback=CALLBACK)
    assert refused_on_a_page(browser.get(f"/logout?{filled}")) == error
    assert browser.cookie(port.pool), "who is refused is not signed out"
