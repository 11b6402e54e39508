from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

EMAIL, PASSWORD = "marina@harbour.test", "Harbour-7-Wall"


@pytest.fixture
def marina(harbour: Any) -> Any:
    harbour.house.user(harbour.pool_id, EMAIL, email=EMAIL, email_verified="true")
    return harbour


def test_password_leads_back_to_the_client(marina: Any) -> None:
    browser = marina.browser()
    page = browser.open(marina.path("/login"))
    assert page.status == 200
    assert page.form.values["_csrf"] == browser.cookies["XSRF-TOKEN"]
    before = dict(browser.cookies)
    done = browser.submit(page, username=EMAIL, password=PASSWORD)
    assert done.status == 302
    assert done.location.startswith("https://app.example.com/callback?code=")
    # The state arrives as it was sent, percent-encoding aside.
    assert parse_qs(urlsplit(done.location).query)["state"] == ['a b c/~é"']
    assert browser.cookies.keys() - before.keys() == {f"cognito-{marina.pool_id}"}
    assert browser.cookies["XSRF-TOKEN"] == before["XSRF-TOKEN"]


def test_a_script_that_knows_the_classic_form_signs_in(marina: Any) -> None:
    """The form's action, names and cookie are those of Cognito's classic page."""
    browser = marina.browser()
    token = browser.open(marina.path("/login")).form.values["_csrf"]
    body = f"_csrf={token}&username=marina%40harbour.test&password={PASSWORD}"
    done = browser.send("POST", marina.path("/login"), body)
    assert (done.status, done.location.partition("?")[0]) == (302, "https://app.example.com/callback")


@pytest.mark.parametrize("path", ["/LOGIN", "/Login"])
def test_paths_in_any_letter_case(marina: Any, path: str) -> None:
    assert marina.browser().open(marina.path(path)).heading == "Sign in"


def test_wrong_password_and_unknown_user_are_alike(marina: Any) -> None:
    seen = []
    for username in (EMAIL, "nobody@harbour.test"):
        browser = marina.browser()
        page = browser.open(marina.path("/login"))
        answer = browser.submit(page, username=username, password="wrong-Pass-1")
        assert answer.status == 401
        assert answer.alert == "Incorrect username or password."
        assert answer.page.texts["title"].startswith("Error: Sign in")
        assert answer.form.values["username"] == username
        assert answer.form.values["password"] == ""
        secrets = (answer.form.values["_csrf"], "TOKEN"), (username, "NAME")
        text = answer.response.text
        for secret, name in secrets:
            text = text.replace(secret, name)
        seen.append((text, set(answer.response.headers)))
        again = browser.submit(answer, username=username, password=PASSWORD)
        assert again.status == (302 if username == EMAIL else 401)
    assert seen[0] == seen[1]


@pytest.mark.parametrize(("username", "password"), [("", PASSWORD), (EMAIL, ""), ("  ", PASSWORD)])
def test_something_is_missing(marina: Any, username: str, password: str) -> None:
    browser = marina.browser()
    answer = browser.submit(browser.open(marina.path("/login")), username=username, password=password)
    assert answer.status == 400
    assert answer.alert == ("Enter this: Password" if username.strip() else "Enter this: Email")
    wrong = [name for name, given in answer.page.attributes.items() if given.get("aria-invalid")]
    assert wrong == (["password"] if username.strip() else ["username"])
    assert answer.page.attributes[wrong[0]]["aria-describedby"] == "alert"


def test_a_blank_after_the_name_is_no_part_of_it(marina: Any) -> None:
    browser = marina.browser()
    done = browser.submit(browser.open(marina.path("/login")), username=f"{EMAIL} ", password=PASSWORD)
    assert done.status == 302


def test_disabled_user(marina: Any) -> None:
    marina.house.call("AdminDisableUser", UserPoolId=marina.pool_id, Username=EMAIL)
    browser = marina.browser()
    answer = browser.submit(browser.open(marina.path("/login")), username=EMAIL, password=PASSWORD)
    assert (answer.status, answer.alert) == (400, "This account is disabled.")


def test_login_hint_fills_in_the_name(marina: Any) -> None:
    page = marina.browser().open(marina.path("/login") + "&login_hint=quay%40harbour.test")
    assert page.form.values["username"] == "quay@harbour.test"
    assert "autofocus" in page.page.attributes["password"]


def test_where_people_cannot_sign_up_nothing_leads_there(make_harbour: Any) -> None:
    closed = make_harbour(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    page = closed.browser().open(closed.path("/login"))
    assert not [link for link in page.page.links.values() if link.startswith("/signup")]
    refused = closed.browser().open(closed.path("/signup"))
    assert refused.status == 403
    assert "Accounts cannot be created here." in refused.response.text


def test_the_request_goes_along_byte_for_byte(marina: Any) -> None:
    page = marina.browser().open(marina.path("/login"))
    assert page.form.action == f"/login?{marina.query}"
    assert page.page.links["Forgot your password?"] == f"/forgotPassword?{marina.query}"
    assert page.page.links["Create one"] == f"/signup?{marina.query}"


def test_reset_required(marina: Any) -> None:
    marina.set_status(EMAIL, "RESET_REQUIRED")
    browser = marina.browser()
    page = browser.submit(browser.open(marina.path("/login")), username=EMAIL, password=PASSWORD)
    assert (page.status, page.heading) == (200, "Reset your password")
    assert page.notice == "Your password must be reset before you can sign in."
    assert page.form.values["username"] == EMAIL


def test_providers(make_harbour: Any) -> None:
    house = make_harbour().house
    pool_id = house.pool()
    details = {"client_id": "quay", "client_secret": "example-secret", "authorize_scopes": "openid"}
    house.call(
        "CreateIdentityProvider",
        UserPoolId=pool_id,
        ProviderName="Google",
        ProviderType="Google",
        ProviderDetails=details,
    )
    both = make_harbour({"SupportedIdentityProviders": ["COGNITO", "Google"]}, pool_id=pool_id)
    page = both.browser().open(both.path("/login"))
    link = f"/oauth2/authorize?{both.query}&identity_provider=Google"
    assert page.page.links["Continue with Google"] == link
    assert page.form.types["password"] == "password"

    for empty in ("identity_provider=", "idp_identifier=", "identity_provider=&idp%5Fidentifier="):
        page = both.browser().open(both.path("/login") + f"&{empty}")
        assert page.page.links["Continue with Google"] == link

    chosen = both.browser().open(both.path("/login") + "&identity_provider=COGNITO")
    assert "Continue with Google" not in chosen.page.links
    assert chosen.form.types["password"] == "password"
    gone = both.browser().send("GET", both.path("/login") + "&identity_provider=Google")
    assert gone.location == f"/oauth2/authorize?{both.query}&identity_provider=Google"

    only = make_harbour({"SupportedIdentityProviders": ["Google"]}, pool_id=pool_id)
    page = only.browser().open(only.path("/login"))
    assert "Continue with Google" in page.page.links
    assert page.page.forms == []
    for path in ("/signup", "/forgotPassword", "/confirmuser", "/confirmforgotPassword", "/resendcode"):
        assert only.browser().open(only.path(path)).response.url.path == "/login"


def test_a_client_whose_only_provider_is_gone_lets_nobody_in(make_harbour: Any) -> None:
    house = make_harbour().house
    pool_id = house.pool()
    named = {"UserPoolId": pool_id, "ProviderName": "Google"}
    details = {"client_id": "quay", "client_secret": "example-secret", "authorize_scopes": "openid"}
    house.call("CreateIdentityProvider", **named, ProviderType="Google", ProviderDetails=details)
    harbour = make_harbour({"SupportedIdentityProviders": ["Google"]}, pool_id=pool_id)
    house.call("DeleteIdentityProvider", **named)
    browser = harbour.browser()
    page = browser.open(f"/oauth2/authorize?{harbour.query}")
    assert (page.status, page.page.forms, page.page.links) == (200, [], {})
    assert "tell the people who run it" in page.response.text
    asked = browser.send("GET", f"/oauth2/authorize?{harbour.query}&identity_provider=COGNITO")
    assert "error=invalid_request" in asked.location
