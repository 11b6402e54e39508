"""A forgotten password, and one that an administrator has set."""

from __future__ import annotations

from typing import Any

import pytest

EMAIL, PASSWORD, NEW = "marina@harbour.test", "Harbour-7-Wall", "Lighthouse-9-Lamp"


@pytest.fixture
def marina(harbour: Any) -> Any:
    harbour.house.user(harbour.pool_id, EMAIL, email=EMAIL, email_verified="true")
    return harbour


@pytest.mark.parametrize("path", ["/forgotPassword", "/forgotpassword"])
def test_forgotten_password(marina: Any, path: str) -> None:
    browser = marina.browser()
    page = browser.submit(browser.open(marina.path(path)), username=EMAIL)
    assert page.heading == "Set a new password"
    assert "m***@h***" in page.response.text
    assert EMAIL not in str(page.response.url)
    again = browser.submit(page, which=1)
    assert again.notice == "A new code is on its way."
    code = marina.house.code(marina.pool_id)
    weak = browser.submit(again, code=code, password="lighthouse")
    assert (weak.status, weak.alert) == (400, "The password needs an upper-case letter.")
    login = browser.submit(weak, code=code, password=NEW)
    assert login.notice == "Your new password is set. You can sign in now."
    assert browser.submit(login, password=PASSWORD).status == 401
    assert browser.submit(login, password=NEW).status == 302


@pytest.mark.parametrize("path", ["/confirmforgotPassword", "/resetPassword", "/resetpassword"])
def test_resetting_later(marina: Any, path: str) -> None:
    browser = marina.browser()
    browser.submit(browser.open(marina.path("/forgotPassword")), username=EMAIL)
    code = marina.house.code(marina.pool_id)
    login = browser.submit(browser.open(marina.path(path)), username=EMAIL, code=code, password=NEW)
    assert login.notice == "Your new password is set. You can sign in now."


@pytest.mark.parametrize(("hides", "status"), [("LEGACY", 400), ("ENABLED", 200)])
def test_forgotten_by_nobody(make_harbour: Any, hides: str, status: int) -> None:
    there = make_harbour({"PreventUserExistenceErrors": hides}, UsernameAttributes=["email"])
    browser = there.browser()
    page = browser.submit(browser.open(there.path("/forgotPassword")), username="nobody@harbour.test")
    assert page.status == status
    if hides == "ENABLED":
        assert "n***@h***" in page.response.text
        refused = browser.submit(page, code="123456", password=NEW)
        assert refused.alert == "This code is not right. Check it and try again."
    else:
        assert page.alert == "There is no account with this name."


def test_temporary_password(make_harbour: Any) -> None:
    there = make_harbour(Schema=[{"Name": "name", "Required": True}, {"Name": "email", "Required": True}])
    there.house.call(
        "AdminCreateUser",
        UserPoolId=there.pool_id,
        Username="marina",
        TemporaryPassword=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": EMAIL}],
        MessageAction="SUPPRESS",
    )
    browser = there.browser()
    page = browser.submit(browser.open(there.path("/login")), username="marina", password=PASSWORD)
    assert (page.status, page.heading) == (200, "Choose your own password")
    assert "requiredAttributes[name]" in page.form.values
    assert "requiredAttributes[email]" not in page.form.values
    weak = browser.submit(page, password="short", **{"requiredAttributes[name]": "Marina"})
    assert (weak.status, weak.alert) == (400, "The password is too short.")
    assert weak.form.values["requiredAttributes[name]"] == "Marina"
    unnamed = browser.submit(weak, password=NEW, **{"requiredAttributes[name]": " "})
    assert unnamed.alert == "Enter this: Name"
    done = browser.submit(weak, password=NEW)
    assert done.location.startswith("https://app.example.com/callback?code=")
    assert there.house.attributes(there.pool_id, "marina")["name"] == "Marina"
    late = browser.submit(weak, password="Another-4-Lamp")
    assert (late.heading, late.notice) == ("Sign in", "Please sign in again.")


def test_only_a_sign_in_leads_to_the_own_password(marina: Any) -> None:
    page = marina.browser().open(marina.path("/changePassword"))
    assert page.heading == "Sign in"


def test_too_late_for_the_own_password(make_harbour: Any) -> None:
    there = make_harbour()
    there.house.call(
        "AdminCreateUser",
        UserPoolId=there.pool_id,
        Username="marina",
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
    )
    browser = there.browser()
    page = browser.submit(browser.open(there.path("/login")), username="marina", password=PASSWORD)
    there.house.clock.advance(181)
    late = browser.submit(page, password=NEW)
    assert (late.heading, late.notice, late.form.values["username"]) == ("Sign in", "Please sign in again.", "marina")
