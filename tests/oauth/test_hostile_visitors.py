"""What a hostile visitor tried at the OAuth endpoints and pages, and how it must end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.oauth.conftest import MakePort, Port, csrf


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://x",
            "about:blank",
        ),
        *("//evil.test", "/relative", "x", "https:///x", "https://u:p@app.test/", "https://app.test/#frag"),
        *("https://exämple.test/", "https://app.test/\n", "https://app.test/ x", "https://app.test:99999/"),
    ],
)
@pytest.mark.parametrize("setting", ["CallbackURLs", "LogoutURLs"])
def test_urls_that_no_browser_may_be_sent_to(house: Any, url: str, setting: str) -> None:
    error, text = house.refusal("CreateUserPoolClient", UserPoolId=house.pool(), ClientName="x", **{setting: [url]})
    assert error == "InvalidParameterException"
    assert "is not a valid URL" in text or "validation error" in text


@pytest.mark.parametrize(
    "url", ["https://app.test/in?x=1", "http://localhost:3000/", "http://[::1]/", "myapp://in", "com.example.app:/in"]
)
def test_urls_that_are_fine(house: Any, url: str) -> None:
    assert house.client(house.pool(), CallbackURLs=[url])["CallbackURLs"] == [url]


@pytest.mark.parametrize("header", ["Basic ÿ", "Basic é:é", "Basic \xff\xfe", "basic", "Bearer é"])
def test_credentials_that_are_no_text(port: Port, header: str) -> None:
    for path in ("/oauth2/token", "/oauth2/revoke"):
        refused = port.ask(path, headers={"authorization": header.encode("latin-1")}, grant_type="refresh_token")
        assert (refused.status_code, refused.json()) == (401, {"error": "invalid_client"})


def test_an_address_is_nobodys_domain(house: Any) -> None:
    for domain in ("127.0.0.1", "10.0.0.1", "1.2.3"):
        error, _ = house.refusal(
            "CreateUserPoolDomain",
            UserPoolId=house.pool(),
            Domain=domain,
            CustomDomainConfig={"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/own"},
        )
        assert error == "InvalidParameterException"


def test_a_used_code_ends_sessions_that_nobody_else_can_revoke(make_port: MakePort) -> None:
    port = make_port(client={"EnableTokenRevocation": False})
    code = port.code(scope="openid")
    tokens = port.redeem(code).json()
    assert port.user_info(tokens["access_token"]).status_code == 200
    assert port.redeem(code).json() == {"error": "invalid_grant"}
    assert port.user_info(tokens["access_token"]).status_code == 401


def test_who_lost_the_password_is_asked_for_it_again(port: Port) -> None:
    browser = port.browser()
    port.login(browser)
    port.house.call(
        "AdminDisableProviderForUser",
        UserPoolId=port.pool,
        User={"ProviderName": "Cognito", "ProviderAttributeValue": "marina"},
    )
    assert port.authorize(browser).headers["location"].startswith("/login?")


def test_user_info_of_another_domain(port: Port, make_port: MakePort) -> None:
    other = make_port()
    other.house.call("CreateUserPoolDomain", UserPoolId=other.pool, Domain=f"bay-{other.client}")
    token = port.tokens()["access_token"]
    headers = {"authorization": f"Bearer {token}", "host": f"bay-{other.client}.auth.localhost"}
    answer = port.house.runner.run(port.browser().http.get("/oauth2/userInfo", headers=headers))
    assert answer.status_code == 401


Act = Callable[[Port, str], tuple[int, str]]


def _resend(port: Port, name: str) -> tuple[int, str]:
    return _form(port, "/resendcode", username=name)


def _confirm(port: Port, name: str) -> tuple[int, str]:
    return _form(port, "/confirmuser", username=name, code="123456")


def _forgot(port: Port, name: str) -> tuple[int, str]:
    return _form(port, "/forgotPassword", username=name)


def _reset(port: Port, name: str) -> tuple[int, str]:
    return _form(port, "/confirmforgotPassword", username=name, code="123456", password="Another-7-Wall")


def _wrong_password(port: Port, name: str) -> tuple[int, str]:
    return _form(port, "/login", username=name, password="Wrong-7-Wall")


def _form(port: Port, page: str, **fields: str) -> tuple[int, str]:
    """Status and what a visitor reads or where the browser goes, less what the visitor typed."""
    browser, path = port.browser(), f"{page}?{port.query()}"
    answer = browser.post(path, {"_csrf": csrf(browser.get(path)), **fields})
    if answer.status_code == 302:
        answer = browser.get(answer.headers["location"])
        assert answer.status_code == 200
    text = answer.text.replace(fields["username"], "NAME").replace(quote(fields["username"]), "NAME")
    alert = text.partition('id="alert"')[2].partition("</div>")[0]
    title = text.partition("<h1>")[2].partition("</h1>")[0]
    return answer.status_code, f"{title}: {alert}"


@pytest.mark.parametrize("act", [_resend, _confirm, _forgot, _reset])
@pytest.mark.parametrize("kind", ["confirmed", "forced", "disabled"])
def test_pages_hide_who_exists(make_port: MakePort, act: Act, kind: str) -> None:
    port = make_port(pool={"AutoVerifiedAttributes": ["email"]}, client={"PreventUserExistenceErrors": "ENABLED"})
    if kind == "forced":
        port.house.call("AdminSetUserPassword", UserPoolId=port.pool, Username="marina", Password="Temporary-1!")
    if kind == "disabled":
        port.house.call("AdminDisableUser", UserPoolId=port.pool, Username="marina")
    assert act(port, "marina") == act(port, "nobody")


@pytest.mark.parametrize("kind", ["confirmed", "forced", "disabled", "unconfirmed"])
@pytest.mark.parametrize("setting", ["LEGACY", "ENABLED"])
def test_the_sign_in_page_hides_who_exists_from_every_client(make_port: MakePort, kind: str, setting: str) -> None:
    port = make_port(client={"PreventUserExistenceErrors": setting})
    name = "marina"
    if kind == "forced":
        port.house.call("AdminSetUserPassword", UserPoolId=port.pool, Username=name, Password="Temporary-1!")
    if kind == "disabled":
        port.house.call("AdminDisableUser", UserPoolId=port.pool, Username=name)
    if kind == "unconfirmed":
        name = "pelle"
        port.house.call("SignUp", ClientId=port.client, Username=name, Password="Harbour-7-Wall")
    known, unknown = _wrong_password(port, name), _wrong_password(port, "nobody")
    assert known == unknown
    assert known[0] == 401
