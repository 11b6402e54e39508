"""The second factor on the pages: an authenticator app's code, setting an app up, and browsers that are remembered."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from tests.factors import App
from tests.pages.conftest import CALLBACK

EMAIL, PASSWORD = "marina@harbour.test", "Harbour-7-Wall"
BY_EMAIL = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
ALWAYS = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
IF_ASKED = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
TRACKED = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
WRONG = "This code is not right. Check it and try again."


class Pier:
    """A pool with a second factor, and marina."""

    def __init__(self, make_harbour: Any, mfa: str = "ON", devices: dict[str, bool] | None = None, **pool: Any) -> None:
        tracked = {"DeviceConfiguration": devices} if devices else {}
        self.harbour = make_harbour(**BY_EMAIL, **tracked, **pool)
        self.house = self.harbour.house
        self.call("SetUserPoolMfaConfig", MfaConfiguration=mfa, SoftwareTokenMfaConfiguration={"Enabled": True})
        self.house.user(self.harbour.pool_id, EMAIL, email=EMAIL, email_verified="true")
        self.secret = b""

    def call(self, operation: str, **members: Any) -> Any:
        return self.house.call(operation, UserPoolId=self.harbour.pool_id, **members)

    def password(self, browser: Any, password: str = PASSWORD) -> Any:
        return browser.submit(browser.open(self.harbour.path("/login")), username=EMAIL, password=password)

    def code(self) -> str:
        """What the app shows now."""
        return App(base64.b32encode(self.secret).decode()).code(self.house.clock.now())

    def enrolled(self, **ticked: str) -> Any:
        """A browser in which the app has just been set up."""
        browser = self.harbour.browser()
        page = self.password(browser)
        self.secret = secret_on(page)
        assert back(browser.submit(page, code=self.code(), **ticked))
        # The next code is another one.
        self.house.clock.advance(60)
        return browser

    def devices(self) -> list[dict[str, Any]]:
        devices: list[dict[str, Any]] = self.call("AdminListDevices", Username=EMAIL)["Devices"]
        return devices


def secret_on(page: Any) -> bytes:
    text = re.search(r'class="key-text">([A-Z2-7 ]+)<', page.response.text)
    assert text
    return base64.b32decode(text[1].replace(" ", ""))


def back(seen: Any) -> bool:
    return bool(seen.location.startswith(f"{CALLBACK}?code="))


@pytest.fixture
def pier(make_harbour: Any) -> Pier:
    return Pier(make_harbour)


def test_the_code_comes_after_the_password(pier: Pier) -> None:
    pier.enrolled()
    browser = pier.harbour.browser()
    page = pier.password(browser)
    assert (page.status, page.heading) == (200, "Enter your code")
    assert page.page.attributes["code"]["autocomplete"] == "one-time-code"
    assert "cognito-" not in str(browser.cookies), "nobody is in before the code"
    assert back(browser.submit(page, code=pier.code()))
    assert f"cognito-{pier.harbour.pool_id}" in browser.cookies


def test_blanks_in_a_code_do_no_harm(pier: Pier) -> None:
    pier.enrolled()
    browser = pier.harbour.browser()
    code = pier.code()
    assert back(browser.submit(pier.password(browser), code=f" {code[:3]} {code[3:]} "))


@pytest.mark.parametrize("code", ["000000", "12345", "1234567", "abcdef", "\N{KEY}", "\N{ARABIC-INDIC DIGIT ONE}" * 6])
def test_a_wrong_code_can_be_mended(pier: Pier, code: str) -> None:
    pier.enrolled()
    browser = pier.harbour.browser()
    again = browser.submit(pier.password(browser), code=code)
    assert (again.status, again.alert, again.form.values["code"]) == (400, WRONG, "")
    assert back(browser.submit(again, code=pier.code()))


def test_a_code_counts_once(pier: Pier) -> None:
    pier.enrolled()
    one, two = pier.harbour.browser(), pier.harbour.browser()
    pages = pier.password(one), pier.password(two)
    assert back(one.submit(pages[0], code=pier.code()))
    said = two.submit(pages[1], code=pier.code()).alert
    assert said == "This code was used already. Wait for the next one."


def test_guessing_is_slowed_down(pier: Pier) -> None:
    pier.enrolled()
    browser = pier.harbour.browser()
    page = pier.password(browser)
    for _ in range(5):
        page = browser.submit(page, code="000000")
    page = browser.submit(page, code=pier.code())
    assert page.alert == "There were too many attempts. Please wait a while."
    # The right password does not help.
    page = pier.password(browser)
    assert browser.submit(page, code=pier.code()).alert == "There were too many attempts. Please wait a while."


def test_a_question_that_has_ended_begins_anew(pier: Pier) -> None:
    pier.enrolled()
    browser = pier.harbour.browser()
    page = pier.password(browser)
    pier.house.clock.advance(181)
    anew = browser.submit(page, code=pier.code())
    assert (anew.heading, anew.notice) == ("Sign in", "Please sign in again.")
    assert anew.form.values["username"] == EMAIL


@pytest.mark.parametrize("path", ["/mfa", "/mfa/setup"])
def test_only_a_sign_in_leads_there(pier: Pier, path: str) -> None:
    browser = pier.harbour.browser()
    assert browser.open(pier.harbour.path(path)).heading == "Sign in"
    token = browser.cookies["XSRF-TOKEN"]
    for session in ("", "made-up", "AAAA" * 20):
        body = f"_csrf={token}&username={EMAIL}&session={session}&code=123456"
        assert browser.followed(browser.send("POST", pier.harbour.path(path), body)).heading == "Sign in"


def test_an_app_is_set_up_where_everybody_needs_one(pier: Pier) -> None:
    browser = pier.harbour.browser()
    page = pier.password(browser)
    assert page.heading == "Set up your authenticator app"
    [picture] = [given for tag, given in page.page.elements if tag == "img"]
    assert (picture["src"] or "").startswith("data:image/svg+xml")
    assert picture["alt"] == "QR code with the key for your authenticator app"
    pier.secret = secret_on(page)
    text = base64.b32encode(pier.secret).decode()
    uri = f"otpauth://totp/app.example.com:marina%40harbour.test?secret={text}&issuer=app.example.com"
    assert uri in page.page.links.values() or uri.replace("&", "&amp;") in page.response.text
    # A wrong code leaves the key as it is: the app has it already.
    again = browser.submit(page, code="000000")
    assert (again.status, again.alert, secret_on(again)) == (400, WRONG, pier.secret)
    assert back(browser.submit(again, code=pier.code()))
    pier.house.clock.advance(60)
    assert pier.password(pier.harbour.browser()).heading == "Enter your code"


def test_an_app_is_set_up_after_a_temporary_password(pier: Pier) -> None:
    pier.call("AdminSetUserPassword", Username=EMAIL, Password=PASSWORD, Permanent=False)
    browser = pier.harbour.browser()
    page = browser.submit(pier.password(browser), password="Lighthouse-9-Lamp")
    assert page.heading == "Set up your authenticator app"
    pier.secret = secret_on(page)
    assert back(browser.submit(page, code=pier.code()))


def test_who_is_disabled_meanwhile_reads_so(pier: Pier) -> None:
    browser = pier.harbour.browser()
    page = pier.password(browser)
    pier.secret = secret_on(page)
    pier.call("AdminDisableUser", Username=EMAIL)
    assert browser.submit(page, code=pier.code()).alert == "This account is disabled."
    pier.call("AdminEnableUser", Username=EMAIL)
    assert back(browser.submit(page, code=pier.code())), "nothing was lost"


def test_the_key_is_nowhere_but_on_the_page(pier: Pier, caplog: pytest.LogCaptureFixture) -> None:
    browser = pier.harbour.browser()
    page = pier.password(browser)
    pier.secret = secret_on(page)
    browser.submit(page, code="000000")
    browser.submit(page, code=pier.code())
    assert base64.b32encode(pier.secret).decode() not in caplog.text
    for file in pier.house.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert pier.secret not in content
            assert base64.b32encode(pier.secret) not in content
    assert "no-store" in page.response.headers["cache-control"]


def test_optional_is_for_those_who_want_it(make_harbour: Any) -> None:
    pier = Pier(make_harbour, "OPTIONAL")
    assert back(pier.password(pier.harbour.browser()))
    token = pier.house.sign_in(pier.harbour.client_id, EMAIL)["AccessToken"]
    text = pier.house.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    pier.secret = base64.b32decode(text)
    pier.house.call("VerifySoftwareToken", AccessToken=token, UserCode=pier.code())
    assert back(pier.password(pier.harbour.browser()))
    on = {"Enabled": True, "PreferredMfa": True}
    pier.house.call("SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=on)
    assert pier.password(pier.harbour.browser()).heading == "Enter your code"


@pytest.mark.parametrize("devices", [None, TRACKED])
def test_no_browser_is_remembered_where_devices_replace_nothing(
    make_harbour: Any, devices: dict[str, bool] | None
) -> None:
    pier = Pier(make_harbour, devices=devices)
    browser = pier.enrolled()
    assert not any(name.startswith("device-") for name in browser.cookies)
    page = pier.password(browser)
    assert (page.heading, "remember" in page.form.values) == ("Enter your code", False)
    assert pier.devices() == []


def test_every_browser_is_remembered(make_harbour: Any) -> None:
    pier = Pier(make_harbour, devices=ALWAYS)
    browser = pier.enrolled()
    assert back(pier.password(browser)), "no code in a browser that is remembered"
    [device] = pier.devices()
    attributes = {one["Name"]: one["Value"] for one in device["DeviceAttributes"]}
    assert attributes["device_status"] == "valid"
    stranger = pier.harbour.browser()
    page = pier.password(stranger)
    assert (page.heading, "remember" in page.form.values) == ("Enter your code", False)


def test_a_browser_is_remembered_on_request(make_harbour: Any) -> None:
    pier = Pier(make_harbour, devices=IF_ASKED)
    browser = pier.enrolled()
    page = pier.password(browser)
    assert page.heading == "Enter your code", "the box was empty when the app was set up"
    assert page.form.types["remember"] == "checkbox"
    assert back(browser.submit(page, code=pier.code(), remember="true"))
    assert back(pier.password(browser))
    assert len(pier.devices()) == 1


@pytest.mark.parametrize("end", ["AdminForgetDevice", "AdminUpdateDeviceStatus", "no longer tracked"])
def test_a_browser_that_is_forgotten_is_asked_again(make_harbour: Any, end: str) -> None:
    pier = Pier(make_harbour, devices=ALWAYS)
    browser = pier.enrolled()
    key = pier.devices()[0]["DeviceKey"]
    if end == "no longer tracked":
        pier.call("UpdateUserPool", MfaConfiguration="ON", AutoVerifiedAttributes=["email"])
    else:
        status = {"DeviceRememberedStatus": "not_remembered"} if "Status" in end else {}
        pier.call(end, Username=EMAIL, DeviceKey=key, **status)
    page = pier.password(browser)
    assert page.heading == "Enter your code"
    assert back(browser.submit(page, code=pier.code())), "the old cookie is in nobody's way"
    pier.house.clock.advance(60)
    if end != "no longer tracked":
        assert back(pier.password(browser)), "it is remembered anew"


def test_a_remembered_browser_is_its_users(make_harbour: Any) -> None:
    pier = Pier(make_harbour, devices=ALWAYS)
    browser = pier.enrolled()
    pier.house.user(pier.harbour.pool_id, "quinn@harbour.test", email="quinn@harbour.test", email_verified="true")
    login = browser.open(pier.harbour.path("/login"))
    page = browser.submit(login, username="quinn@harbour.test", password=PASSWORD)
    assert page.heading == "Set up your authenticator app"
    pier.secret = secret_on(page)
    assert back(browser.submit(page, code=pier.code()))


def test_a_page_is_answered_on_a_page(pier: Pier) -> None:
    """Through the API the answer would be worth tokens with scopes that the page's client may not have."""
    pier.enrolled()
    browser = pier.harbour.browser()
    page = pier.password(browser)
    answer = {"USERNAME": EMAIL, "SOFTWARE_TOKEN_MFA_CODE": pier.code()}
    challenge = {"ClientId": pier.harbour.client_id, "ChallengeName": "SOFTWARE_TOKEN_MFA"}
    refused = pier.house.refusal(
        "RespondToAuthChallenge", **challenge, Session=page.form.values["session"], ChallengeResponses=answer
    )
    assert refused == ("NotAuthorizedException", "Invalid session for the user.")
    asked = pier.house.call("InitiateAuth", **pier.house.password_request(pier.harbour.client_id, EMAIL))
    page.form.values["session"] = asked["Session"]
    assert browser.submit(page, code=pier.code()).notice == "Please sign in again."


def test_setting_up_an_app_on_a_page_is_for_the_page(pier: Pier) -> None:
    page = pier.password(pier.harbour.browser())
    session = page.form.values["session"]
    for operation, members in (("AssociateSoftwareToken", {}), ("VerifySoftwareToken", {"UserCode": "123456"})):
        refused = pier.house.refusal(operation, Session=session, **members)
        assert refused == ("NotAuthorizedException", "Invalid session for the user.")


def test_the_app_gets_the_name_that_was_signed_in_with(pier: Pier) -> None:
    """Whatever the form says: a longer one would not fit the picture."""
    browser = pier.harbour.browser()
    page = pier.password(browser)
    again = browser.submit(page, code="000000", username="x" * 3000)
    assert (again.status, again.form.values["username"]) == (400, EMAIL)


@pytest.mark.parametrize("changed", ["secret", "key", "neither half", "none"])
def test_what_a_browser_made_up_proves_nothing(make_harbour: Any, changed: str) -> None:
    pier = Pier(make_harbour, devices=ALWAYS)
    pier.enrolled()
    browser = pier.harbour.browser()
    key = pier.devices()[0]["DeviceKey"]
    cookie = {
        "secret": f"{key}.{'A' * 43}",
        "key": "us-east-1_00000000-0000-4000-8000-000000000000.secret",
        "neither half": key,
        "none": ".",
    }
    browser.cookies[f"device-{pier.harbour.pool_id}"] = cookie[changed]
    assert pier.password(browser).heading == "Enter your code"


def test_a_wrong_password_in_a_remembered_browser(make_harbour: Any) -> None:
    pier = Pier(make_harbour, devices=ALWAYS)
    assert pier.password(pier.enrolled(), "wrong-Pass-1").alert == "Incorrect username or password."


def test_the_device_cookie_is_kept_like_the_others(make_harbour: Any) -> None:
    pier = Pier(make_harbour, devices=ALWAYS)
    browser = pier.harbour.browser()
    page = pier.password(browser)
    pier.secret = secret_on(page)
    done = browser.submit(page, code=pier.code())
    [cookie] = [text for text in done.response.headers.get_list("set-cookie") if text.startswith("device-")]
    assert cookie.endswith("Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000")
    for file in pier.house.data.rglob("*"):
        if file.is_file():
            secret = cookie.partition("=")[2].partition(";")[0].partition(".")[2]
            assert secret.encode() not in file.read_bytes()


def test_passkeys_are_for_those_who_need_no_code(make_harbour: Any) -> None:
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    flows = ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]

    def shown(mfa: str) -> bool:
        pier = Pier(make_harbour, mfa, Policies=factors, client={"ExplicitAuthFlows": flows})
        asked = {"RelyingPartyId": "localhost"}
        pier.call("SetUserPoolMfaConfig", WebAuthnConfiguration=asked)
        return "data-passkey" in pier.harbour.browser().open(pier.harbour.path("/login")).response.text

    assert (shown("ON"), shown("OPTIONAL")) == (False, True)
