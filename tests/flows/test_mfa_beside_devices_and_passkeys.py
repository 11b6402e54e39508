"""A second factor, remembered devices, which may take its place, and passkeys, which never do."""

from __future__ import annotations

from typing import Any

import pytest

from poolhouse.model import srp
from tests.factors import EVERY_FLOW, INVALID, WRONG, Factors, make_factors, turn_on
from tests.operations.devices.conftest import Tracking
from tests.operations.passkeys.conftest import FACTORS, Passkeys

OTHERS_DEVICE = "us-east-1_00000000-0000-4000-8000-000000000000"
ONLY_PASSWORDS = ["PASSWORD_SRP", "PASSWORD"]


def tracked(house: Any, *, on_prompt: bool = False, replaces: bool = True) -> tuple[Factors, Tracking]:
    configuration = {"ChallengeRequiredOnNewDevice": replaces, "DeviceOnlyRememberedOnUserPrompt": on_prompt}
    factors = make_factors(house, DeviceConfiguration=configuration)
    return factors, Tracking(house, factors.pool, factors.client, factors.sub)


def test_a_remembered_device_proves_itself_instead(house: Any) -> None:
    factors, tracking = tracked(house)
    device, result = tracking.confirmed()
    app = factors.verified(result["AccessToken"])
    factors.prefer(result["AccessToken"], Enabled=True)
    assert tracking.sign_in(device)["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert house.claims(tracking.sign_in_on(device)["AccessToken"])["device_key"] == device.key
    assert factors.sign_in(app)["NewDeviceMetadata"]["DeviceKey"] != device.key


def test_a_device_that_is_known_but_not_remembered_does_not(house: Any) -> None:
    factors, tracking = tracked(house, on_prompt=True)
    device, result = tracking.confirmed()
    app = factors.verified(result["AccessToken"])
    factors.prefer(result["AccessToken"], Enabled=True)
    challenge = tracking.sign_in(device)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    result = factors.result(factors.with_code(challenge, factors.code(app)))
    assert "NewDeviceMetadata" not in result
    assert house.claims(result["AccessToken"])["device_key"] == device.key


def test_a_device_without_its_secret_gets_nobody_past_the_code(house: Any) -> None:
    factors, tracking = tracked(house)
    device, result = tracking.confirmed()
    app = factors.verified(result["AccessToken"])
    factors.prefer(result["AccessToken"], Enabled=True)
    request = factors.with_code(factors.asked(), app.wrong(house.clock.now()), DEVICE_KEY=device.key)
    assert factors.refusal(request) == WRONG
    named = factors.with_code(factors.asked(), factors.code(app), DEVICE_KEY=device.key)
    assert factors.respond(named)["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_devices_that_replace_no_factor_prove_themselves_after_the_code(house: Any) -> None:
    factors, tracking = tracked(house, replaces=False)
    device, result = tracking.confirmed()
    app = factors.verified(result["AccessToken"])
    factors.prefer(result["AccessToken"], Enabled=True)
    challenge = tracking.sign_in(device)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    asked = factors.respond(factors.with_code(challenge, factors.code(app)))
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
    challenge = factors.respond(tracking.exchange(device, asked))
    proof = device.proof(house.srp, challenge["ChallengeParameters"], srp.format_timestamp(house.clock.now()))
    result = factors.result(tracking.respond("DEVICE_PASSWORD_VERIFIER", proof))
    assert house.claims(result["AccessToken"])["device_key"] == device.key


def test_an_unknown_device_does_not_use_the_code_up(house: Any) -> None:
    factors, _ = tracked(house)
    app = factors.enabled()
    challenge = factors.asked()
    unknown = factors.with_code(challenge, factors.code(app), DEVICE_KEY=OTHERS_DEVICE)
    assert factors.refusal(unknown) == ("ResourceNotFoundException", "Device does not exist.")
    assert "NewDeviceMetadata" in factors.result(factors.with_code(challenge, factors.code(app)))


@pytest.fixture
def passkeys(house: Any) -> tuple[Factors, Passkeys]:
    """A user with a passkey, where a second factor is optional."""
    factors = make_factors(house, client=EVERY_FLOW, Policies=FACTORS)
    configuration = {"RelyingPartyId": "tide.poolhouse.test"}
    house.call("SetUserPoolMfaConfig", UserPoolId=factors.pool, WebAuthnConfiguration=configuration)
    return factors, Passkeys(house, factors.pool, factors.client, factors.sub, factors.token())


def test_a_passkey_lets_in_whoever_has_no_second_factor(passkeys: tuple[Factors, Passkeys]) -> None:
    factors, keys = passkeys
    key = keys.register()
    factors.verified(keys.token)
    assert keys.begin(None)["AvailableChallenges"] == [*ONLY_PASSWORDS, "WEB_AUTHN"]
    assert keys.sign_in(key)


def test_a_passkey_is_no_way_around_the_code(house: Any, passkeys: tuple[Factors, Passkeys]) -> None:
    factors, keys = passkeys
    key = keys.register()
    proof = keys.proof(keys.begin(), key)
    factors.verified(keys.token)
    factors.prefer(keys.token, Enabled=True)
    for preferred in (None, "WEB_AUTHN"):
        assert keys.begin(preferred)["AvailableChallenges"] == ONLY_PASSWORDS
    assert house.refusal("RespondToAuthChallenge", **proof)[0] == "NotAuthorizedException"
    chosen = keys.answer(keys.begin(None), ANSWER="WEB_AUTHN")
    assert factors.respond(chosen)["ChallengeName"] == "SELECT_CHALLENGE"
    factors.prefer(keys.token, Enabled=False)
    assert keys.sign_in(key)


def test_a_passkey_is_no_way_around_a_required_factor(house: Any, passkeys: tuple[Factors, Passkeys]) -> None:
    factors, keys = passkeys
    key = keys.register()
    proof = keys.proof(keys.begin(), key)
    turn_on(house, factors.pool, "ON")
    assert keys.begin(None)["AvailableChallenges"] == ONLY_PASSWORDS
    assert house.refusal("RespondToAuthChallenge", **proof) == INVALID
    turn_on(house, factors.pool, "OPTIONAL")
    assert keys.sign_in(key)


@pytest.mark.parametrize("mfa", ["OPTIONAL", "ON"])
def test_unknown_names_look_like_people_without_a_second_factor(house: Any, mfa: str) -> None:
    hiding = {**EVERY_FLOW, "PreventUserExistenceErrors": "ENABLED"}
    factors = make_factors(house, client=hiding, Policies=FACTORS)
    configuration = {"RelyingPartyId": "tide.poolhouse.test"}
    house.call("SetUserPoolMfaConfig", UserPoolId=factors.pool, WebAuthnConfiguration=configuration)
    keys = Passkeys(house, factors.pool, factors.client, factors.sub, factors.token())
    keys.register()
    turn_on(house, factors.pool, mfa)
    known, strangers = keys.begin(None), [keys.begin(None, f"none{number:02}") for number in range(20)]
    # Where a passkey may be offered at all, half of the names that nobody has seem to have one.
    unknown = next(one for one in strangers if one["AvailableChallenges"] == known["AvailableChallenges"])
    assert known.keys() == unknown.keys()
    assert len(known["Session"]) == len(unknown["Session"])
