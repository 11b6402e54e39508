"""What another site, a made-up link or a curious script can not do with the pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

EMAIL, PASSWORD = "marina@harbour.test", "Harbour-7-Wall"
PAGES = ["/login", "/signup", "/confirmuser", "/resendcode", "/forgotPassword", "/confirmforgotPassword"]


@pytest.fixture
def marina(harbour: Any) -> Any:
    harbour.house.user(harbour.pool_id, EMAIL, email=EMAIL, email_verified="true")
    return harbour


@pytest.mark.parametrize("path", PAGES)
def test_headers(marina: Any, path: str) -> None:
    headers = marina.browser().open(marina.path(path)).response.headers
    assert headers["cache-control"] == "no-cache, no-store, max-age=0, must-revalidate"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-xss-protection"] == "1; mode=block"
    # With "no-referrer" browsers would send "Origin: null" along with the forms.
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-amz-cognito-request-id"] == headers["x-amzn-requestid"]
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    to_client = path == "/login"
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    } | ({} if to_client else {"form-action": "'self'"})


def test_cookies(marina: Any) -> None:
    plain = marina.browser()
    answer = plain.send("GET", marina.path("/login"))
    token = plain.cookies["XSRF-TOKEN"]
    assert answer.response.headers["set-cookie"] == f"XSRF-TOKEN={token}; Path=/; HttpOnly; SameSite=Lax"
    secure = marina.browser(base_url="https://localhost:9500")
    answer = secure.send("GET", marina.path("/login"))
    token = secure.cookies["__Host-XSRF-TOKEN"]
    cookie = f"__Host-XSRF-TOKEN={token}; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert answer.response.headers["set-cookie"] == cookie
    done = secure.submit(secure.open(marina.path("/login")), username=EMAIL, password=PASSWORD)
    cookies = done.response.headers.get_list("set-cookie")
    assert len(cookies) == 1
    assert cookies[0].startswith(f"__Host-cognito-{marina.pool_id}=")
    assert cookies[0].endswith("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600")


def test_a_second_page_keeps_the_first_ones_token(marina: Any) -> None:
    browser = marina.browser()
    first = browser.open(marina.path("/login"))
    second = browser.send("GET", marina.path("/signup"))
    assert "set-cookie" not in second.response.headers
    assert browser.submit(first, username=EMAIL, password=PASSWORD).status == 302


def body(**fields: str) -> str:
    return urlencode({"username": EMAIL, "password": PASSWORD, **fields})


@pytest.mark.parametrize("path", [*PAGES, "/changePassword"])
@pytest.mark.parametrize("forged", [{}, {"_csrf": ""}, {"_csrf": "A" * 43}, {"_csrf": "é"}])
def test_a_form_without_the_token(marina: Any, path: str, forged: dict[str, str]) -> None:
    browser = marina.browser()
    browser.open(marina.path("/login"))
    answer = browser.send("POST", marina.path(path), body(**forged))
    assert answer.status == 403
    assert "so nothing was done" in answer.response.text
    assert "location" not in answer.response.headers
    if answer.page.forms:
        assert answer.form.values["_csrf"] == browser.cookies["XSRF-TOKEN"]


def test_a_fresh_form_follows_a_refused_one(marina: Any) -> None:
    browser = marina.browser()
    refused = browser.send("POST", marina.path("/login"), body(_csrf="A" * 43))
    assert refused.status == 403
    assert browser.submit(refused, username=EMAIL, password=PASSWORD).status == 302


def test_a_token_without_its_cookie(marina: Any) -> None:
    token = marina.browser().open(marina.path("/login")).form.values["_csrf"]
    assert marina.browser().send("POST", marina.path("/login"), body(_csrf=token)).status == 403
    chosen = marina.browser()
    chosen.cookies["XSRF-TOKEN"] = "chosen"
    assert chosen.send("POST", marina.path("/login"), body(_csrf="chosen")).status == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:9500", 302),
        ("http://localhost:9501", 403),
        ("https://evil.example", 403),
        ("http://localhost:9500.evil.example", 403),
        ("null", 403),
        ("", 403),
        ("http://[", 403),
    ],
)
def test_a_form_from_elsewhere(marina: Any, origin: str, status: int) -> None:
    browser = marina.browser()
    page = browser.open(marina.path("/login"))
    answer = browser.submit(page, headers={"origin": origin}, username=EMAIL, password=PASSWORD)
    assert answer.status == status


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_another_kind_of_body(marina: Any, kind: str) -> None:
    browser = marina.browser()
    token = browser.open(marina.path("/login")).form.values["_csrf"]
    assert browser.send("POST", marina.path("/login"), body(_csrf=token), content_type=kind).status == 403


@pytest.mark.parametrize("odd", ["&username=second", "&" + "x=1&" * 60, "&%FF=1", "&="])
def test_odd_forms(marina: Any, odd: str) -> None:
    browser = marina.browser()
    token = browser.open(marina.path("/login")).form.values["_csrf"]
    assert browser.send("POST", marina.path("/login"), body(_csrf=token) + odd).status in (302, 403)
    assert browser.send("POST", marina.path("/login"), f"_csrf={token}").alert == "Enter this: Email"


def test_a_form_that_is_too_large(marina: Any) -> None:
    browser = marina.browser()
    token = browser.open(marina.path("/login")).form.values["_csrf"]
    answer = browser.send("POST", marina.path("/login"), body(_csrf=token, more="x" * 70_000))
    assert answer.status == 413
    assert answer.response.headers["connection"] == "close"


SCRIPT = "\"'><script>alert(1)</script>"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["state", "login_hint", "lang", "nonce", "unknown"])
def test_script_in_a_parameter(harbour: Any, path: str, name: str) -> None:
    query = harbour.query.partition("&state=")[0]
    for value in (urlencode({name: SCRIPT}), f"{name}={SCRIPT}"):
        seen = harbour.browser().open(f"{path}?{query}&{value}")
        assert seen.status == 200
        sources = [given["src"] for tag, given in seen.page.elements if tag == "script"]
        assert len(sources) == seen.response.text.count("<script") == 1
        assert sources[0].startswith("/_pages/passwords-")
        assert "alert(1)</script" not in seen.response.text


@pytest.mark.parametrize("path", PAGES)
def test_script_in_a_form(harbour: Any, path: str) -> None:
    browser = harbour.browser()
    page = browser.open(harbour.path(path))
    answer = browser.submit(page, **{name: SCRIPT for name, kind in page.form.types.items() if kind != "hidden"})
    assert "<script>alert" not in answer.response.text
    assert "alert(1)</script" not in answer.response.text


def test_script_on_the_error_page(harbour: Any) -> None:
    query = urlencode({"error": SCRIPT, "error_description": SCRIPT, "lang": SCRIPT})
    seen = harbour.browser().open(f"/error?{query}")
    assert seen.status == 400
    assert "<script" not in seen.response.text


def test_the_error_page_says_nothing_that_a_link_made_up(harbour: Any) -> None:
    query = urlencode({"error": "invalid_request", "error_description": "Call 555-0100 to unlock your account"})
    seen = harbour.browser().open(f"/error?{query}")
    assert "555-0100" not in seen.response.text
    assert "invalid_request" in seen.response.text


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_known_gets_the_error_page(harbour: Any, path: str) -> None:
    browser = harbour.browser()
    for query, text in (
        ("", "asked for something that is not possible"),
        ("?client_id=nobody&response_type=code&redirect_uri=https://evil.example/", "is not known to this sign-in"),
        (f"?client_id={harbour.client_id}&response_type=code&redirect_uri=https://evil.example/", "is not registered"),
    ):
        seen = browser.open(path + query)
        assert (seen.status, seen.response.url.path) == (400, "/error")
        assert text in seen.response.text


def test_what_the_client_did_wrong_is_told_to_it(harbour: Any) -> None:
    query = harbour.query.replace("scope=openid+email", "scope=openid+phone")
    seen = harbour.browser().open(f"/login?{query}")
    assert seen.status == 302
    assert seen.location.startswith("https://app.example.com/callback?error=invalid_scope&state=")
    sent = harbour.browser().send("POST", f"/login?{query}", body())
    assert (sent.status, sent.location) == (405, "")


def test_what_an_earlier_page_knew_cannot_be_made_up(harbour: Any) -> None:
    browser = harbour.browser()
    page = browser.submit(browser.open(harbour.path("/signup")), username=EMAIL, password=PASSWORD)
    step = str(page.response.url).partition("&_step=")[2]
    assert "m***@h***" in browser.open(f"/confirmuser?{harbour.query}&_step={step}").response.text
    flipped = ("A" if step[20] != "A" else "B").join((step[:20], step[21:]))
    for other in ("", "A", flipped, step[:-4], "A" * 200):
        seen = browser.open(f"/confirmuser?{harbour.query}&_step={other}")
        assert seen.status == 200
        assert "m***@h***" not in seen.response.text
        assert "username" in seen.form.values


def test_what_an_earlier_page_knew_is_of_its_client_and_ends(make_harbour: Any, harbour: Any) -> None:
    browser = harbour.browser()
    page = browser.submit(browser.open(harbour.path("/signup")), username=EMAIL, password=PASSWORD)
    step = str(page.response.url).partition("&_step=")[2]
    sibling = make_harbour(pool_id=harbour.pool_id)
    assert "m***@h***" not in browser.open(f"/confirmuser?{sibling.query}&_step={step}").response.text
    harbour.house.clock.advance(3601)
    assert "m***@h***" not in browser.open(f"/confirmuser?{harbour.query}&_step={step}").response.text


@pytest.mark.parametrize(
    "path", ["/mfa/totp", "/passkeys", "/passkeys/add", "/_pages/nothing.css", "/_pages/of/a/b/c.css"]
)
def test_pages_that_are_not_there(harbour: Any, path: str) -> None:
    seen = harbour.browser().open(harbour.path(path))
    assert (seen.status, seen.heading) == (404, "There is no such page")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(harbour: Any, method: str) -> None:
    seen = harbour.browser().send(method, harbour.path("/login"))
    assert (seen.status, seen.response.headers["allow"]) == (405, "GET, HEAD, POST")
    assert harbour.browser().send("POST", "/error").status == 405


def test_a_crash_tells_nothing(harbour: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The database fails while a form is looked at."""
    browser = harbour.browser()
    page = browser.open(harbour.path("/login"))
    store = harbour.house.parts.store
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(store), "read", lambda _: (_ for _ in ()).throw(OSError(f"disk of {PASSWORD}")))
        answer = browser.submit(page, username=EMAIL, password=PASSWORD)
    assert answer.status == 500
    assert "Something went wrong on our side" in answer.response.text
    assert PASSWORD not in answer.response.text + caplog.text
    assert "OSError" in caplog.text


def test_the_session_cookie_changes_at_every_sign_in(marina: Any) -> None:
    browser, name = marina.browser(), f"cognito-{marina.pool_id}"
    cookies = []
    for _ in range(2):
        browser.submit(browser.open(marina.path("/login")), username=EMAIL, password=PASSWORD)
        cookies.append(browser.cookies[name])
    assert cookies[0] != cookies[1]
    browser.cookies[name] = cookies[0]
    assert browser.open(marina.path("/oauth2/authorize")).heading == "Sign in"
    browser.cookies[name] = cookies[1]
    assert browser.open(marina.path("/oauth2/authorize")).status == 302


def test_head_is_get_without_a_body(marina: Any) -> None:
    seen = marina.browser().send("HEAD", marina.path("/login"))
    assert (seen.status, seen.response.headers["content-type"]) == (200, "text/html; charset=utf-8")
