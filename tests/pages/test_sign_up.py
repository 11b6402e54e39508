from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

EMAIL, PASSWORD = "marina@harbour.test", "Harbour-7-Wall"


def signed_up(harbour: Any, browser: Any, email: str = EMAIL) -> Any:
    return browser.submit(browser.open(harbour.path("/signup")), username=email, password=PASSWORD)


def test_sign_up_confirm_sign_in(harbour: Any) -> None:
    browser = harbour.browser()
    form = browser.open(harbour.path("/signup"))
    assert form.form.types == {"_csrf": "hidden", "username": "email", "password": "password"}
    assert form.page.attributes["password"]["autocomplete"] == "new-password"
    code = browser.submit(form, username=EMAIL, password=PASSWORD)
    assert code.heading == "Confirm your account"
    assert "m***@h***" in code.response.text
    assert EMAIL not in str(code.response.url)
    assert code.page.attributes["code"]["autocomplete"] == "one-time-code"
    login = browser.submit(code, code=f" {harbour.house.code(harbour.pool_id)} ")
    assert login.notice == "Your account is confirmed. You can sign in now."
    assert login.form.values["username"] == EMAIL
    done = browser.submit(login, password=PASSWORD)
    assert done.location.startswith("https://app.example.com/callback?code=")


def test_wrong_code_and_a_new_one(harbour: Any) -> None:
    browser = harbour.browser()
    page = signed_up(harbour, browser)
    first = harbour.house.code(harbour.pool_id)
    wrong = browser.submit(page, code="000000" if first != "000000" else "000001")
    assert (wrong.status, wrong.heading) == (400, "Confirm your account")
    assert wrong.alert == "This code is not right. Check it and try again."
    assert wrong.page.attributes["code"]["aria-invalid"] == "true"
    again = browser.submit(wrong, which=1)
    assert (again.heading, again.notice) == ("Confirm your account", "A new code is on its way.")
    done = browser.submit(again, code=harbour.house.code(harbour.pool_id))
    assert done.notice == "Your account is confirmed. You can sign in now."


def test_signing_in_before_the_confirmation_leads_to_it(harbour: Any) -> None:
    signed_up(harbour, harbour.browser())
    browser = harbour.browser()
    login = browser.open(harbour.path("/login"))
    assert browser.submit(login, username=EMAIL, password="wrong-Pass-1").status == 401
    page = browser.submit(login, username=EMAIL, password=PASSWORD)
    assert page.heading == "Confirm your account"
    assert browser.submit(page, code=harbour.house.code(harbour.pool_id)).heading == "Sign in"


def test_two_tabs_do_not_mix(harbour: Any) -> None:
    """One browser, two people's sign-ups, finished in the other order."""
    browser = harbour.browser()
    first = signed_up(harbour, browser, "first@harbour.test")
    first_code = harbour.house.code(harbour.pool_id)
    second = signed_up(harbour, browser, "second@harbour.test")
    second_code = harbour.house.code(harbour.pool_id)
    assert browser.submit(second, code=second_code).form.values["username"] == "second@harbour.test"
    assert browser.submit(first, code=first_code).form.values["username"] == "first@harbour.test"


@pytest.mark.parametrize(
    ("password", "alert"),
    [
        ("Aa1!", "The password is too short."),
        ("harbour-7-wall", "The password needs an upper-case letter."),
        ("HARBOUR-7-WALL", "The password needs a lower-case letter."),
        ("Harbour-Wall", "The password needs a number."),
        ("Harbour7Wall", "The password needs a symbol."),
        ("Harbour 7 Wall!", "Check what you entered: Password"),
        ("Aa1!" * 65, "Check what you entered: Password"),
    ],
)
def test_password_rules_are_held(harbour: Any, password: str, alert: str) -> None:
    browser = harbour.browser()
    answer = browser.submit(browser.open(harbour.path("/signup")), username=EMAIL, password=password)
    assert (answer.status, answer.alert) == (400, alert)
    assert answer.form.values["username"] == EMAIL
    assert answer.page.attributes["password"]["aria-invalid"] == "true"
    assert "autofocus" in answer.page.attributes["password"]


def test_password_rules_are_shown(make_harbour: Any) -> None:
    policy = {"MinimumLength": 12, "RequireUppercase": False, "RequireNumbers": True, "RequireSymbols": False}
    lax = make_harbour(Policies={"PasswordPolicy": {**policy, "RequireLowercase": False}})
    page = lax.browser().open(lax.path("/signup"))
    rules = [given for tag, given in page.page.elements if tag == "li"]
    assert [(rule["data-kind"], rule["data-count"]) for rule in rules] == [("length", "12"), ("number", "1")]
    assert page.page.attributes["password"]["aria-describedby"] == "password-rules"


def test_taken_name(harbour: Any) -> None:
    browser = harbour.browser()
    signed_up(harbour, browser)
    answer = signed_up(harbour, browser)
    assert (answer.status, answer.alert) == (400, "There is an account with this email already.")


def test_no_email(harbour: Any) -> None:
    answer = signed_up(harbour, harbour.browser(), "marina")
    assert answer.alert == "Enter an email address such as name@example.com."


@pytest.mark.parametrize(
    ("pool", "asked"),
    [
        ({}, {"username": "text"}),
        ({"AutoVerifiedAttributes": ["email"]}, {"username": "text", "requiredAttributes[email]": "email"}),
        ({"AutoVerifiedAttributes": ["phone_number"]}, {"username": "text", "requiredAttributes[phone_number]": "tel"}),
        (
            {"AutoVerifiedAttributes": ["email"], "Schema": [{"Name": "phone_number", "Required": True}]},
            {"username": "text", "requiredAttributes[email]": "email", "requiredAttributes[phone_number]": "tel"},
        ),
        ({"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}, {"username": "email"}),
        ({"UsernameAttributes": ["phone_number"]}, {"username": "tel"}),
        ({"UsernameAttributes": ["email", "phone_number"]}, {"username": "text"}),
        (
            {"UsernameAttributes": ["email", "phone_number"], "Schema": [{"Name": "phone_number", "Required": True}]},
            {"username": "tel"},
        ),
        (
            {
                "UsernameAttributes": ["email"],
                "Schema": [{"Name": "birthdate", "Required": True}, {"Name": "name", "Required": True}],
            },
            {"username": "email", "requiredAttributes[name]": "text", "requiredAttributes[birthdate]": "date"},
        ),
    ],
)
def test_what_is_asked(make_harbour: Any, pool: dict[str, Any], asked: dict[str, str]) -> None:
    there = make_harbour(**pool)
    form = there.browser().open(there.path("/signup")).form
    assert {name: kind for name, kind in form.types.items() if name not in ("_csrf", "password")} == asked


def test_attributes_are_kept(make_harbour: Any) -> None:
    there = make_harbour(
        AliasAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "birthdate", "Required": True}],
    )
    browser = there.browser()
    page = browser.submit(
        browser.open(there.path("/signup")),
        username="marina",
        password=PASSWORD,
        **{"requiredAttributes[email]": EMAIL, "requiredAttributes[birthdate]": "1990-02-30"},
    )
    assert page.alert == "Check what you entered: Date of birth"
    page = browser.submit(page, password=PASSWORD, **{"requiredAttributes[birthdate]": "1990-02-28"})
    assert page.heading == "Confirm your account"
    kept = there.house.attributes(there.pool_id, "marina")
    assert (kept["email"], kept["birthdate"]) == (EMAIL, "1990-02-28")
    login = browser.submit(page, code=there.house.code(there.pool_id))
    assert login.page.texts["label"].startswith("Username or email")
    assert browser.submit(login, username=EMAIL, password=PASSWORD).status == 302


def test_where_no_code_can_go(make_harbour: Any) -> None:
    there = make_harbour()
    page = signed_up(there, there.browser(), "marina")
    assert page.notice == "Your account was created. An administrator must confirm it before you can sign in."


def test_client_with_a_secret(make_harbour: Any) -> None:
    there = make_harbour({"GenerateSecret": True}, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"])
    browser = there.browser()
    login = browser.submit(signed_up(there, browser), code=there.house.code(there.pool_id))
    assert login.notice == "Your account is confirmed. You can sign in now."
    assert browser.submit(login, password=PASSWORD).status == 302


@pytest.mark.parametrize("path", ["/confirmuser", "/confirm", "/ConfirmUser"])
def test_confirming_later(harbour: Any, path: str) -> None:
    """A page opened anew asks who one is."""
    signed_up(harbour, harbour.browser())
    browser = harbour.browser()
    page = browser.open(harbour.path(path))
    assert page.form.types["username"] == "email"
    assert page.page.links["Send a new code"] == harbour.path("/resendcode")
    done = browser.submit(page, username=EMAIL, code=harbour.house.code(harbour.pool_id))
    assert done.notice == "Your account is confirmed. You can sign in now."


def test_asking_for_a_code_later(harbour: Any) -> None:
    signed_up(harbour, harbour.browser())
    browser = harbour.browser()
    page = browser.submit(browser.open(harbour.path("/resendcode")), username=EMAIL)
    assert page.notice == "A new code is on its way."
    done = browser.submit(page, code=harbour.house.code(harbour.pool_id))
    assert done.notice == "Your account is confirmed. You can sign in now."


@pytest.mark.parametrize(("hides", "alert"), [("LEGACY", "There is no account with this name."), ("ENABLED", "")])
def test_resending_to_nobody(make_harbour: Any, hides: str, alert: str) -> None:
    """What the API hides, the page hides."""
    there = make_harbour({"PreventUserExistenceErrors": hides}, UsernameAttributes=["email"])
    browser = there.browser()
    page = browser.submit(browser.open(there.path("/resendcode")), username="nobody@harbour.test")
    assert page.alert == alert
    assert ("n***@h***" in page.response.text) == (hides == "ENABLED")


@pytest.fixture(scope="module")
def gated_house(make_house: Any) -> Any:
    return make_house(gate=Path(__file__).parent / "handlers" / "gate.mjs")


@pytest.fixture
def gated(gated_house: Any, make_harbour: Any) -> Any:
    """A pool whose pre sign-up trigger decides."""
    gate = "arn:aws:lambda:us-east-1:000000000000:function:gate"
    return make_harbour(
        house=gated_house,
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        LambdaConfig={"PreSignUp": gate},
    )


def test_what_a_trigger_says_is_shown(gated: Any) -> None:
    answer = signed_up(gated, gated.browser(), "stranger@elsewhere.test")
    assert (answer.status, answer.heading) == (400, "Create your account")
    assert "PreSignUp failed with error Only &lt;people&gt; of the harbour." in answer.response.text


def test_whom_a_trigger_confirms(gated: Any) -> None:
    browser = gated.browser()
    login = signed_up(gated, browser, "master@harbour.test")
    assert login.notice == "Your account was created. You can sign in now."
    assert browser.submit(login, password=PASSWORD).status == 302
