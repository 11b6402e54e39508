"""Passkeys on the pages: who is shown the button, what opens an account, and how a passkey gets there."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.authenticator import Authenticator, decode, encode
from tests.pages.conftest import CALLBACK

EMAIL, PASSWORD = "marina@harbour.test", "Harbour-7-Wall"
HERE = "http://localhost:9500"
FACTORS = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
FLOWS = ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
BY_EMAIL = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}


class Quay:
    """A pool whose pages take passkeys, and marina."""

    def __init__(self, make_harbour: Any, *, rp_id: str = "localhost", **client: Any) -> None:
        self.harbour = make_harbour(client={"ExplicitAuthFlows": FLOWS, **client}, Policies=FACTORS, **BY_EMAIL)
        self.house = self.harbour.house
        configuration = {"RelyingPartyId": rp_id, "UserVerification": "preferred"}
        self.call("SetUserPoolMfaConfig", WebAuthnConfiguration=configuration)
        self.sub = self.house.user(self.harbour.pool_id, EMAIL, email=EMAIL, email_verified="true")

    def call(self, operation: str, **members: Any) -> Any:
        return self.house.call(operation, UserPoolId=self.harbour.pool_id, **members)

    def path(self, page: str) -> str:
        path: str = self.harbour.path(page)
        return path

    def signed_in(self, **options: Any) -> Any:
        browser = self.harbour.browser(**options)
        done = browser.submit(browser.open(self.path("/login")), username=EMAIL, password=PASSWORD)
        assert done.location.startswith(CALLBACK)
        return browser

    def add(self, browser: Any, **wrong: Any) -> Any:
        """The answer to a new passkey, and the authenticator that holds it."""
        page = browser.open(self.path("/passkeys/add"))
        key = Authenticator()
        made = key.create(options_of(page, "create"), **{"origin": HERE, **wrong})
        return browser.submit(page, passkey_form(page), credential=json.dumps(made)), key

    def registered(self) -> Authenticator:
        done, key = self.add(self.signed_in())
        assert done.location.startswith(f"{CALLBACK}?code=")
        authenticator: Authenticator = key
        return authenticator

    def sign_in(self, key: Authenticator, page: Any = None, browser: Any = None, **wrong: Any) -> Any:
        browser = browser or self.harbour.browser()
        page = page or browser.open(self.path("/login"))
        proof = key.get(options_of(page, "get"), **{"origin": HERE, "user_handle": self.sub, **wrong})
        return browser.submit(page, passkey_form(page), credential=json.dumps(proof))


def passkey_form(page: Any) -> int:
    return next(place for place, form in enumerate(page.page.forms) if "credential" in form.values)


def options_of(page: Any, ceremony: str) -> dict[str, Any]:
    given = next(given for tag, given in page.page.elements if tag == "form" and "data-passkey" in given)
    assert given["data-passkey"] == ceremony
    options: dict[str, Any] = json.loads(given["data-options"])
    return options


@pytest.fixture
def quay(make_harbour: Any) -> Quay:
    return Quay(make_harbour)


def test_a_passkey_is_made_and_opens_the_account_without_a_name(quay: Quay) -> None:
    key = quay.registered()
    browser = quay.harbour.browser()
    page = browser.open(quay.path("/login"))
    options = options_of(page, "get")
    assert options["allowCredentials"] == []
    assert (options["rpId"], options["userVerification"]) == ("localhost", "preferred")
    before = dict(browser.cookies)
    done = quay.sign_in(key, page, browser)
    assert done.location.startswith(f"{CALLBACK}?code=")
    assert browser.cookies.keys() - before.keys() == {f"cognito-{quay.harbour.pool_id}"}


def test_the_tokens_behind_the_code_are_the_users(quay: Quay) -> None:
    code = parse_qs(urlsplit(quay.sign_in(quay.registered()).location).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "client_id": quay.harbour.client_id}
    sent = quay.harbour.browser().send("POST", "/oauth2/token", urlencode({**form, "redirect_uri": CALLBACK}))
    answer = sent.response.json()
    claims = json.loads(decode(answer["id_token"].split(".")[1]))
    assert (claims["sub"], claims["email"]) == (quay.sub, EMAIL)


def test_what_is_made_is_like_any_other_passkey(quay: Quay) -> None:
    key = quay.registered()
    token = quay.house.sign_in(quay.harbour.client_id, EMAIL)["AccessToken"]
    listed = quay.house.call("ListWebAuthnCredentials", AccessToken=token)["Credentials"]
    assert [(one["CredentialId"], one["RelyingPartyId"]) for one in listed] == [(encode(key.id), "localhost")]
    again = quay.signed_in().open(quay.path("/passkeys/add"))
    assert [one["id"] for one in options_of(again, "create")["excludeCredentials"]] == [encode(key.id)]


@pytest.mark.parametrize(
    ("client", "pool", "base_url"),
    [
        ({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}, {}, HERE),
        ({}, {"rp_id": "harbour.test"}, HERE),
        ({}, {}, "http://127.0.0.1:9500"),
        ({}, {}, "http://harbour.test"),
    ],
)
def test_no_button_where_no_passkey_would_do(
    make_harbour: Any, client: dict[str, Any], pool: dict[str, Any], base_url: str
) -> None:
    """The client does not choose its flow, or browsers would not give this address the relying party's passkeys."""
    quay = Quay(make_harbour, **pool, **client)
    browser = quay.harbour.browser(base_url=base_url)
    assert "data-passkey" not in browser.open(quay.path("/login")).response.text
    assert browser.open(quay.path("/passkeys/add")).status == 404


def test_no_button_in_a_pool_of_passwords(harbour: Any) -> None:
    page = harbour.browser().open(harbour.path("/login"))
    assert "passkey" not in page.response.text


def test_the_button_waits_for_the_script(quay: Quay) -> None:
    """Without one, or in a browser that has no passkeys, nobody sees a button that does nothing."""
    page = quay.harbour.browser().open(quay.path("/login"))
    forms = [given for tag, given in page.page.elements if tag == "form"]
    assert [("hidden" in given) for given in forms] == [False, True]


def test_a_proof_counts_once(quay: Quay) -> None:
    key, browser = quay.registered(), quay.harbour.browser()
    page = browser.open(quay.path("/login"))
    proof = json.dumps(key.get(options_of(page, "get"), origin=HERE, user_handle=quay.sub))
    assert browser.submit(page, passkey_form(page), credential=proof).status == 302
    again = browser.submit(page, passkey_form(page), credential=proof)
    assert (again.status, again.alert) == (401, "That took too long. Please try again.")


def test_a_question_is_good_for_an_hour(quay: Quay) -> None:
    key, browser = quay.registered(), quay.harbour.browser()
    page, late = browser.open(quay.path("/login")), browser.open(quay.path("/login"))
    quay.house.clock.advance(3599)
    assert quay.sign_in(key, page, browser).status == 302
    quay.house.clock.advance(1)
    refused = quay.sign_in(key, late, browser)
    assert (refused.status, refused.alert) == (401, "That took too long. Please try again.")
    # The page that says so has a new question.
    assert quay.sign_in(key, refused, browser).status == 302


UNKNOWN = "This passkey does not open an account here. Try another one, or sign in another way."


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost:3000"},
        {"origin": "https://localhost:9500"},
        {"origin": "http://evil.localhost:9500"},
        {"client_data": {"crossOrigin": True}},
        {"client_data": {"type": "webauthn.create"}},
        {"rp_id": "evil.test"},
        {"user_handle": "00000000-0000-4000-8000-000000000000"},
    ],
)
def test_wrong_proofs(quay: Quay, wrong: dict[str, Any]) -> None:
    refused = quay.sign_in(quay.registered(), **wrong)
    assert (refused.status, refused.alert) == (401, UNKNOWN)
    assert f"cognito-{quay.harbour.pool_id}" not in str(refused.response.headers)


def test_a_proof_without_a_user_handle(quay: Quay) -> None:
    """An authenticator that was asked without a name has to give one (WebAuthn, 7.2, step 6)."""
    key, browser = quay.registered(), quay.harbour.browser()
    page = browser.open(quay.path("/login"))
    proof = json.dumps(key.get(options_of(page, "get"), origin=HERE))
    assert browser.submit(page, passkey_form(page), credential=proof).alert == UNKNOWN


def test_passkeys_of_nobody(quay: Quay) -> None:
    refused = quay.sign_in(Authenticator())
    assert (refused.status, refused.alert) == (401, UNKNOWN)


def test_passkeys_of_another_pool(make_harbour: Any, quay: Quay) -> None:
    """Both pools have the same relying party: browsers offer the passkeys of both."""
    other = Quay(make_harbour)
    assert other.sign_in(quay.registered(), user_handle=quay.sub).alert == UNKNOWN


def test_a_question_of_another_client(make_harbour: Any, quay: Quay) -> None:
    other = make_harbour(client={"ExplicitAuthFlows": FLOWS}, pool_id=quay.harbour.pool_id)
    key, browser = quay.registered(), quay.harbour.browser()
    question = options_of(browser.open(other.path("/login")), "get")
    page = browser.open(quay.path("/login"))
    proof = key.get(question, origin=HERE, user_handle=quay.sub)
    refused = browser.submit(page, passkey_form(page), credential=json.dumps(proof))
    assert refused.alert == "That took too long. Please try again."


def test_questions_of_the_api_and_of_pages_do_not_mix(quay: Quay) -> None:
    """What was signed for the one opens no door of the other."""
    key, browser = quay.registered(), quay.harbour.browser()
    asked = quay.house.call(
        "InitiateAuth",
        AuthFlow="USER_AUTH",
        ClientId=quay.harbour.client_id,
        AuthParameters={"USERNAME": EMAIL, "PREFERRED_CHALLENGE": "WEB_AUTHN"},
    )
    options = json.loads(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    page = browser.open(quay.path("/login"))
    proof = key.get(options, origin=HERE, user_handle=quay.sub)
    refused = browser.submit(page, passkey_form(page), credential=json.dumps(proof))
    assert refused.alert == "That took too long. Please try again."

    question = options_of(page, "get")
    proof = key.get(question, origin=HERE, user_handle=quay.sub)
    kind, text = quay.house.refusal(
        "RespondToAuthChallenge",
        ClientId=quay.harbour.client_id,
        ChallengeName="WEB_AUTHN",
        Session=base64.b64encode(decode(question["challenge"])).decode(),
        ChallengeResponses={"USERNAME": EMAIL, "CREDENTIAL": json.dumps(proof)},
    )
    assert (kind, text) == ("NotAuthorizedException", "Invalid session for the user.")


def test_a_cloned_authenticator(quay: Quay) -> None:
    key = quay.registered()
    key.count = 7
    assert quay.sign_in(key).status == 302
    assert quay.sign_in(key).alert == UNKNOWN


@pytest.mark.parametrize(
    ("change", "alert"),
    [
        ("AdminDisableUser", "This account is disabled."),
        ("RESET_REQUIRED", UNKNOWN),
    ],
)
def test_who_may_not_come_in_does_not_by_passkey(quay: Quay, change: str, alert: str) -> None:
    key = quay.registered()
    if change == "AdminDisableUser":
        quay.call(change, Username=EMAIL)
    else:
        quay.harbour.set_status(EMAIL, change)
    assert quay.sign_in(key).alert == alert


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": "AAAA"}', "\N{KEY}", "[" * 9000])
def test_what_is_no_credential(quay: Quay, text: str) -> None:
    browser = quay.signed_in()
    page = browser.open(quay.path("/passkeys/add"))
    seen = browser.submit(page, passkey_form(page), credential=text)
    expected = "This passkey cannot be used here." if text else "This browser cannot create passkeys here."
    assert (seen.status, seen.alert.startswith(expected)) == (400, True)
    page = browser.open(quay.path("/login"))
    seen = browser.submit(page, passkey_form(page), credential=text)
    assert (seen.status, seen.alert) == (401, "This passkey cannot be used here.")


@pytest.mark.parametrize(
    ("wrong", "alert"),
    [
        ({"origin": "http://localhost:3000"}, "This passkey cannot be used here."),
        ({"client_data": {"crossOrigin": True}}, "This passkey cannot be used here."),
        ({"rp_id": "evil.test"}, "This passkey cannot be used here."),
        ({"client_data": {"challenge": encode(bytes(64))}}, "That took too long. Please try again."),
    ],
)
def test_passkeys_that_are_not_taken(quay: Quay, wrong: dict[str, Any], alert: str) -> None:
    refused, key = quay.add(quay.signed_in(), **wrong)
    assert (refused.status, refused.alert) == (400, alert)
    assert quay.sign_in(key).alert == UNKNOWN


def test_twenty_are_enough(quay: Quay) -> None:
    browser = quay.signed_in()
    for _ in range(20):
        quay.add(browser)
    full = browser.open(quay.path("/passkeys/add"))
    assert (full.status, full.alert) == (400, "Your account has as many passkeys as it can have.")
    assert not full.page.forms


def test_who_has_not_signed_in_does_so_first(quay: Quay) -> None:
    browser = quay.harbour.browser()
    login = browser.open(quay.path("/passkeys/add"))
    assert (login.heading, login.notice) == ("Sign in", "Sign in first. Then you can add a passkey.")
    # A mistake on the way does not lead elsewhere.
    login = browser.submit(login, username=EMAIL, password="wrong-Pass-1")
    page = browser.submit(login, username=EMAIL, password=PASSWORD)
    assert page.heading == "Add a passkey"
    assert EMAIL in page.response.text
    made = Authenticator().create(options_of(page, "create"), origin=HERE)
    done = browser.submit(page, passkey_form(page), credential=json.dumps(made))
    assert done.location.startswith(f"{CALLBACK}?code=")


def test_the_way_over_a_new_password(quay: Quay) -> None:
    quay.call("AdminSetUserPassword", Username=EMAIL, Password=PASSWORD, Permanent=False)
    browser = quay.harbour.browser()
    login = browser.open(quay.path("/passkeys/add"))
    own = browser.submit(login, username=EMAIL, password=PASSWORD)
    assert own.heading == "Choose your own password"
    page = browser.submit(own, password="Lighthouse-9-Lamp")
    assert page.heading == "Add a passkey"


def test_not_now(quay: Quay) -> None:
    browser = quay.harbour.browser()
    page = browser.submit(browser.open(quay.path("/passkeys/add")), username=EMAIL, password=PASSWORD)
    assert browser.open(page.page.links["Not now"]).location.startswith(f"{CALLBACK}?code=")


def test_a_session_that_ended_meanwhile(quay: Quay) -> None:
    browser = quay.signed_in()
    page = browser.open(quay.path("/passkeys/add"))
    made = Authenticator().create(options_of(page, "create"), origin=HERE)
    quay.house.clock.advance(3600)
    asked = browser.submit(page, passkey_form(page), credential=json.dumps(made))
    assert asked.heading == "Sign in"


def test_a_user_who_was_disabled_meanwhile(quay: Quay) -> None:
    browser = quay.signed_in()
    quay.call("AdminDisableUser", Username=EMAIL)
    assert browser.open(quay.path("/passkeys/add")).heading == "Sign in"


def test_one_persons_passkey_is_not_added_to_another_account(quay: Quay) -> None:
    """Two tabs: the page was made for marina, the browser is quinn's by now."""
    quay.house.user(quay.harbour.pool_id, "quinn@harbour.test", email="quinn@harbour.test", email_verified="true")
    browser = quay.signed_in()
    page = browser.open(quay.path("/passkeys/add"))
    browser.submit(browser.open(quay.path("/login")), username="quinn@harbour.test", password=PASSWORD)
    made = Authenticator().create(options_of(page, "create"), origin=HERE)
    refused = browser.submit(page, passkey_form(page), credential=json.dumps(made))
    assert (refused.status, refused.alert) == (400, "That took too long. Please try again.")


def test_forms_without_their_token(quay: Quay) -> None:
    browser = quay.signed_in()
    for path in ("/login", "/passkeys/add"):
        page = browser.open(quay.path(path))
        assert browser.submit(page, passkey_form(page), credential="{}", _csrf="made-up").status == 403
