"""A sign-in at a provider belongs to the browser that began it, ends once, and in time (RFC 9700, 4.7)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.oauth.federation.trip import BadTrip, Trip, TripBox
from poolhouse.system import SystemEntropy
from tests.oauth.federation.conftest import OidcPort, Provider, client_settings, on_error_page, told

BOX = TripBox(bytes(32), SystemEntropy().token_bytes)


def test_the_state_of_another_browser_signs_nobody_in(port: OidcPort, provider: Provider) -> None:
    """An attacker who sends a victim to the attacker's own half-done sign-in would have them use the wrong account."""
    attacker, victim = port.browser(), port.browser()
    asked = port.authorize(attacker)
    assert on_error_page(port.back(victim, asked))["error"] == "invalid_request"
    port.authorize(victim)
    assert on_error_page(port.back(victim, asked))["error"] == "invalid_request"
    assert provider.asked("/token") == []
    # The attempt has not spoilt it for the one whose it is.
    assert "code" in told(port.back(attacker, asked))


def test_two_tabs_do_not_mix(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    first, second = port.authorize(browser, state="one"), port.authorize(browser, state="two")
    assert told(port.back(browser, second))["state"] == "two"
    assert told(port.back(browser, first))["state"] == "one"


def test_an_answer_is_taken_once(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    cookies = dict(browser.http.cookies)
    assert "code" in told(port.back(browser, asked))
    assert on_error_page(port.back(browser, asked))["error"] == "invalid_request"
    # With the cookie kept, which a browser would not do.
    browser.http.cookies.update(cookies)
    again = told(port.back(browser, asked))
    assert again["error_description"] == "The sign-in was finished before"
    assert len(provider.asked("/token")) == 1


def test_the_callback_of_another_protocol_ends_no_trip(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    elsewhere = browser.post("/saml2/idpresponse", {"RelayState": asked["state"], "code": "c-1"})
    assert on_error_page(elsewhere)["error"] == "invalid_request"
    assert provider.asked("/token") == []
    assert "code" in told(port.back(browser, asked))


def test_a_provider_that_became_one_of_another_type_meanwhile(port: OidcPort, provider: Provider) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    named = {"UserPoolId": port.pool, "ProviderName": port.name}
    port.house.call("DeleteIdentityProvider", **named)
    saml = {"MetadataURL": f"{provider.url}/metadata"}
    port.house.call("CreateIdentityProvider", **named, ProviderType="SAML", ProviderDetails=saml)
    port.house.call("UpdateUserPoolClient", UserPoolId=port.pool, ClientId=port.client, **client_settings(port.name))
    assert told(port.back(browser, asked))["error_description"] == "Identity provider does not exist"
    assert provider.asked("/metadata") == []


def test_a_look_at_the_callback_uses_nothing_up(port: OidcPort) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    looked = port.house.runner.run(browser.http.head(f"/oauth2/idpresponse?code=c&state={asked['state']}"))
    assert looked.status_code == 405
    assert "code" in told(port.back(browser, asked))


def test_a_sign_in_may_take_five_minutes(port: OidcPort) -> None:
    browser = port.browser()
    asked = port.authorize(browser)
    port.house.clock.advance(301)
    assert told(port.back(browser, asked))["error_description"] == "The sign-in took too long"
    port.house.clock.advance(-301)


@pytest.mark.parametrize("state", ["", "x", "AAAA", "A" * 400, "é"])
def test_a_made_up_state_goes_to_no_client(port: OidcPort, state: str) -> None:
    browser = port.browser()
    assert on_error_page(port.back(browser, {"state": state}))["error"] == "invalid_request"


def test_the_cookie_is_kept_from_scripts_and_ends_with_the_trip(port: OidcPort) -> None:
    browser = port.browser()
    query = f"response_type=code&client_id={port.client}&redirect_uri=https://app.test/signed-in"
    began = browser.get(f"/oauth2/authorize?{query}")
    (cookie,) = began.headers.get_list("set-cookie")
    assert {"HttpOnly", "Max-Age=300", "Path=/"} <= set(cookie.split("; "))
    ended = port.back(browser, port.authorize(browser))
    assert any(each.startswith("idp-") and "Max-Age=0" in each for each in ended.headers.get_list("set-cookie"))


def test_the_session_cookie_is_new_after_each_sign_in(port: OidcPort) -> None:
    browser, name = port.browser(), f"cognito-{port.pool}"
    port.sign_in(browser, prompt="login")
    first = browser.http.cookies[name]
    port.sign_in(browser, prompt="login")
    assert browser.http.cookies[name] != first


@settings(deadline=None)
@given(st.data())
def test_no_changed_state_opens(data: st.DataObject) -> None:
    trip, _ = BOX.begin("client_id=x", "Lighthouse", "http://localhost/cb", 0.0)
    sealed = BOX.seal(trip)
    at = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_"))
    changed = sealed[:at] + letter + sealed[at + 1 :]
    if changed == sealed:
        assert BOX.open(changed) == trip
        return
    try:
        # The last letter holds bits that no byte does.
        assert at == len(sealed) - 1
        assert isinstance(BOX.open(changed), Trip)
    except (BadTrip, AssertionError):
        with pytest.raises(BadTrip):
            BOX.open(changed)
