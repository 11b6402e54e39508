"""A remembered device proves itself after the password, against a client written from the published formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from poolhouse.model import srp
from tests.operations.devices.conftest import Device, Tracking, make_tracking

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
REUSED = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
UNKNOWN = ("ResourceNotFoundException", "Device does not exist.")
BAD_REFRESH = ("NotAuthorizedException", "Invalid Refresh Token.")
NOWHERE = Device("us-east-1_00000000-0000-4000-8000-000000000000", "-AbCdEf12")


@pytest.fixture
def tracking(house: Any) -> Tracking:
    return make_tracking(house)


def forget(tracking: Tracking, device: Device) -> None:
    key = {"UserPoolId": tracking.pool, "Username": "marina", "DeviceKey": device.key}
    tracking.house.call("AdminForgetDevice", **key)


def test_a_sign_in_without_a_device_makes_one(house: Any, tracking: Tracking) -> None:
    device, result = tracking.new_device()
    assert device.key.startswith("us-east-1_")
    assert len(device.group) == 9
    assert house.claims(result["AccessToken"])["device_key"] == device.key
    assert "device_key" not in house.claims(result["IdToken"])
    other, _ = tracking.new_device()
    assert other.key != device.key
    assert other.group == device.group


def test_a_remembered_device_proves_itself(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    house.clock.advance(60)
    result = tracking.sign_in_on(device)
    assert result.keys() == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert house.claims(result["AccessToken"])["device_key"] == device.key
    shown = house.call("GetDevice", AccessToken=result["AccessToken"], DeviceKey=device.key)["Device"]
    assert shown["DeviceLastAuthenticatedDate"] == house.clock.now()
    assert shown["DeviceCreateDate"] == house.clock.now() - 60


def test_the_challenges(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    asked = tracking.sign_in(device)
    assert asked["ChallengeParameters"] == {}
    challenge = house.call("RespondToAuthChallenge", **tracking.exchange(device, asked))["ChallengeParameters"]
    assert challenge.keys() == {"SALT", "SRP_B", "SECRET_BLOCK", "DEVICE_KEY", "USERNAME"}
    assert challenge["DEVICE_KEY"] == device.key
    assert challenge["SALT"] == "0091a2b3c4d5e6f708192a3b4c5d6e7f80"


def test_the_trigger_learns_of_the_device(function_house: Any) -> None:
    house = function_house
    arn = "arn:aws:lambda:us-east-1:000000000000:function:unchanged"
    tracking = make_tracking(house, LambdaConfig={"PreTokenGeneration": arn})
    device, _ = tracking.confirmed()
    tracking.sign_in_on(device)
    invocations = house.get(f"/_poolhouse/pools/{tracking.pool}/invocations").text
    assert invocations.count("TokenGeneration_AuthenticateDevice") == 1
    assert invocations.count("TokenGeneration_Authentication") == 1


def test_after_srp_with_the_key_at_either_step(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    for first, second in (({"DEVICE_KEY": device.key}, {}), ({}, {"DEVICE_KEY": device.key})):
        challenge = house.srp_start(tracking.client, **first)
        proof = house.srp_proof(tracking.pool, challenge) | second
        asked = house.call("RespondToAuthChallenge", **tracking.respond("PASSWORD_VERIFIER", proof))
        assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_a_client_that_is_told_its_device_is_gone_answers_again(house: Any, tracking: Tracking) -> None:
    challenge = house.srp_start(tracking.client, DEVICE_KEY=NOWHERE.key)
    proof = house.srp_proof(tracking.pool, challenge)
    named = tracking.respond("PASSWORD_VERIFIER", {**proof, "DEVICE_KEY": NOWHERE.key})
    assert house.refusal("RespondToAuthChallenge", **named) == UNKNOWN
    result = house.call("RespondToAuthChallenge", **tracking.respond("PASSWORD_VERIFIER", proof))
    assert "NewDeviceMetadata" in result["AuthenticationResult"]


def test_an_unknown_device(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    forget(tracking, device)
    for gone in (device, NOWHERE):
        request = house.password_request(tracking.client)
        request["AuthParameters"]["DEVICE_KEY"] = gone.key
        assert house.refusal("InitiateAuth", **request) == UNKNOWN


def test_who_lacks_the_password_learns_nothing_of_devices(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    for key in (device.key, NOWHERE.key):
        request = house.password_request(tracking.client, password="Wrong-Word-1")
        request["AuthParameters"]["DEVICE_KEY"] = key
        assert house.refusal("InitiateAuth", **request) == INCORRECT


def test_another_users_device_is_unknown(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    house.user(tracking.pool, "bruno")
    request = house.password_request(tracking.client, "bruno")
    request["AuthParameters"]["DEVICE_KEY"] = device.key
    assert house.refusal("InitiateAuth", **request) == UNKNOWN


def test_a_device_that_is_known_but_not_remembered(house: Any) -> None:
    tracking = make_tracking(house, on_prompt=True)
    device, result = tracking.confirmed()
    house.clock.advance(60)
    again = tracking.sign_in(device)["AuthenticationResult"]
    assert "NewDeviceMetadata" not in again
    assert house.claims(again["AccessToken"])["device_key"] == device.key
    shown = house.call("GetDevice", AccessToken=again["AccessToken"], DeviceKey=device.key)["Device"]
    assert shown["DeviceLastAuthenticatedDate"] == house.clock.now()
    key = {"AccessToken": result["AccessToken"], "DeviceKey": device.key}
    house.call("UpdateDeviceStatus", **key, DeviceRememberedStatus="remembered")
    assert tracking.sign_in(device)["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_a_device_key_means_nothing_where_devices_are_not_tracked(house: Any) -> None:
    pool = house.pool()
    client, _ = house.client_id(pool), house.user(pool)
    request = house.password_request(client)
    request["AuthParameters"]["DEVICE_KEY"] = NOWHERE.key
    assert "NewDeviceMetadata" not in house.call("InitiateAuth", **request)["AuthenticationResult"]


def test_a_wrong_secret(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    liar = Device(device.key, device.group, "not-the-secret")
    assert house.refusal("RespondToAuthChallenge", **tracking.last_step(liar)) == INCORRECT


@pytest.mark.parametrize("signature", ["AAAA", "not base64!", "A" * 44])
def test_a_malformed_signature(house: Any, tracking: Tracking, signature: str) -> None:
    device, _ = tracking.confirmed()
    request = tracking.last_step(device)
    request["ChallengeResponses"]["PASSWORD_CLAIM_SIGNATURE"] = signature
    assert house.refusal("RespondToAuthChallenge", **request) == INCORRECT


@pytest.mark.parametrize("public", ["0", f"{srp.N:x}", f"{2 * srp.N:x}", "not hex"])
def test_public_values_that_no_device_sends(house: Any, tracking: Tracking, public: str) -> None:
    device, _ = tracking.confirmed()
    request = tracking.exchange(device, tracking.sign_in(device), SRP_A=public)
    assert house.refusal("RespondToAuthChallenge", **request) == INCORRECT


def test_a_stale_timestamp(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    asked = tracking.sign_in(device)
    challenge = house.call("RespondToAuthChallenge", **tracking.exchange(device, asked))["ChallengeParameters"]
    stale = srp.format_timestamp(house.clock.now() - 3600)
    proof = device.proof(house.srp, challenge, stale)
    assert house.refusal("RespondToAuthChallenge", **tracking.respond("DEVICE_PASSWORD_VERIFIER", proof)) == INCORRECT


def test_each_step_is_answered_once(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    exchange = tracking.exchange(device, tracking.sign_in(device))
    house.call("RespondToAuthChallenge", **exchange)
    assert house.refusal("RespondToAuthChallenge", **exchange) == REUSED
    last = tracking.last_step(device)
    house.call("RespondToAuthChallenge", **last)
    assert house.refusal("RespondToAuthChallenge", **last) == REUSED


def test_the_last_step_given_many_times_at_once(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    answers = house.together("RespondToAuthChallenge", [tracking.last_step(device)] * 20)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 19


def test_a_step_that_comes_too_late(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    exchange = tracking.exchange(device, tracking.sign_in(device))
    last = tracking.last_step(device)
    house.clock.advance(181)
    for request in (exchange, last):
        assert house.refusal("RespondToAuthChallenge", **request) == EXPIRED


def test_sessions_of_other_steps_and_devices(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    other, _ = tracking.confirmed()
    asked = tracking.sign_in(device)
    assert house.refusal("RespondToAuthChallenge", **tracking.exchange(other, asked)) == INVALID
    for session in ("", "A" * 40):
        request = tracking.exchange(device, {"Session": session})
        assert house.refusal("RespondToAuthChallenge", **request) == INVALID
    last = tracking.last_step(device)
    last["ChallengeResponses"]["DEVICE_KEY"] = other.key
    assert house.refusal("RespondToAuthChallenge", **last) == INVALID
    last["ChallengeResponses"] |= {"DEVICE_KEY": device.key, "PASSWORD_CLAIM_SECRET_BLOCK": asked["Session"]}
    assert house.refusal("RespondToAuthChallenge", **last) == INVALID


def test_what_happens_meanwhile(house: Any, tracking: Tracking) -> None:
    user = {"UserPoolId": tracking.pool, "Username": "marina"}
    device, result = tracking.confirmed()
    key = {"AccessToken": result["AccessToken"], "DeviceKey": device.key}

    exchange, last = tracking.exchange(device, tracking.sign_in(device)), tracking.last_step(device)
    house.call("UpdateDeviceStatus", **key, DeviceRememberedStatus="not_remembered")
    for request in (exchange, last):
        assert house.refusal("RespondToAuthChallenge", **request) == INVALID
    house.call("UpdateDeviceStatus", **key, DeviceRememberedStatus="remembered")

    last = tracking.last_step(device)
    house.call("AdminDisableUser", **user)
    assert house.refusal("RespondToAuthChallenge", **last)[1] == "User is disabled."
    house.call("AdminEnableUser", **user)

    last = tracking.last_step(device)
    house.clock.advance(1)
    house.call("AdminSetUserPassword", **user, Password="Other-8-Wall", Permanent=True)
    assert house.refusal("RespondToAuthChallenge", **last) == INVALID
    house.call("AdminSetUserPassword", **user, Password=house.password, Permanent=True)

    last = tracking.last_step(device)
    forget(tracking, device)
    assert house.refusal("RespondToAuthChallenge", **last) == UNKNOWN


def test_a_forced_new_password_comes_before_the_device(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    user = {"UserPoolId": tracking.pool, "Username": "marina"}
    house.call("AdminSetUserPassword", **user, Password="Passing-8-Word", Permanent=False)
    request = house.password_request(tracking.client, password="Passing-8-Word")
    request["AuthParameters"]["DEVICE_KEY"] = device.key
    asked = house.call("InitiateAuth", **request)
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    responses = {"USERNAME": "marina", "NEW_PASSWORD": house.password}
    asked = house.call(
        "RespondToAuthChallenge", **tracking.respond("NEW_PASSWORD_REQUIRED", responses, asked["Session"])
    )
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_a_new_password_is_not_taken_from_a_device_that_is_gone(house: Any, tracking: Tracking) -> None:
    user = {"UserPoolId": tracking.pool, "Username": "marina"}
    house.call("AdminSetUserPassword", **user, Password="Passing-8-Word", Permanent=False)
    asked = house.call("InitiateAuth", **house.password_request(tracking.client, password="Passing-8-Word"))
    responses = {"USERNAME": "marina", "NEW_PASSWORD": house.password, "DEVICE_KEY": NOWHERE.key}
    request = tracking.respond("NEW_PASSWORD_REQUIRED", responses, asked["Session"])
    assert house.refusal("RespondToAuthChallenge", **request) == UNKNOWN
    del responses["DEVICE_KEY"]
    assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **request)


def test_an_administrator_signs_in_on_a_device(house: Any, tracking: Tracking) -> None:
    device, _ = tracking.confirmed()
    which = {"UserPoolId": tracking.pool, "ClientId": tracking.client}
    parameters = {"USERNAME": "marina", "PASSWORD": house.password, "DEVICE_KEY": device.key}
    asked = house.call("AdminInitiateAuth", **which, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters)
    challenge = house.call("AdminRespondToAuthChallenge", **which, **_step(tracking.exchange(device, asked)))
    timestamp = srp.format_timestamp(house.clock.now())
    proof = device.proof(house.srp, challenge["ChallengeParameters"], timestamp)
    last = tracking.respond("DEVICE_PASSWORD_VERIFIER", proof)
    assert "AuthenticationResult" in house.call("AdminRespondToAuthChallenge", **which, **_step(last))


def _step(request: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "ClientId"}


class TestRefresh:
    def refresh(self, tracking: Tracking, token: str, key: str | None = None) -> dict[str, Any]:
        request: dict[str, Any] = tracking.house.refresh_request(tracking.client, token)
        if key:
            request["AuthParameters"]["DEVICE_KEY"] = key
        return request

    def test_on_a_remembered_device(self, house: Any, tracking: Tracking) -> None:
        device, _ = tracking.confirmed()
        token = tracking.sign_in_on(device)["RefreshToken"]
        result = house.call("InitiateAuth", **self.refresh(tracking, token, device.key))["AuthenticationResult"]
        assert house.claims(result["AccessToken"])["device_key"] == device.key
        assert "NewDeviceMetadata" not in result
        assert house.refusal("InitiateAuth", **self.refresh(tracking, token)) == BAD_REFRESH

    def test_of_the_sign_in_that_made_the_device(self, house: Any, tracking: Tracking) -> None:
        device, result = tracking.confirmed()
        assert house.refusal("InitiateAuth", **self.refresh(tracking, result["RefreshToken"])) == BAD_REFRESH
        house.call("InitiateAuth", **self.refresh(tracking, result["RefreshToken"], device.key))

    def test_on_another_device(self, house: Any, tracking: Tracking) -> None:
        device, _ = tracking.confirmed()
        other, _ = tracking.confirmed()
        token = tracking.sign_in_on(device)["RefreshToken"]
        assert house.refusal("InitiateAuth", **self.refresh(tracking, token, other.key)) == BAD_REFRESH

    def test_on_a_device_that_is_not_remembered(self, house: Any) -> None:
        tracking = make_tracking(house, on_prompt=True)
        _, result = tracking.confirmed()
        house.call("InitiateAuth", **self.refresh(tracking, result["RefreshToken"]))

    def test_on_a_device_that_never_confirmed_itself(self, house: Any, tracking: Tracking) -> None:
        _, result = tracking.new_device()
        house.call("InitiateAuth", **self.refresh(tracking, result["RefreshToken"]))

    def test_on_a_device_that_is_gone(self, house: Any, tracking: Tracking) -> None:
        device, result = tracking.confirmed()
        forget(tracking, device)
        refused = house.refusal("InitiateAuth", **self.refresh(tracking, result["RefreshToken"], device.key))
        assert refused == UNKNOWN

    def test_with_get_tokens_from_refresh_token(self, house: Any, tracking: Tracking) -> None:
        device, _ = tracking.confirmed()
        request = {"ClientId": tracking.client, "RefreshToken": tracking.sign_in_on(device)["RefreshToken"]}
        assert house.refusal("GetTokensFromRefreshToken", **request) == BAD_REFRESH
        house.call("GetTokensFromRefreshToken", **request, DeviceKey=device.key)

    def test_at_the_token_endpoint_there_is_no_device_to_show(self, house: Any, tracking: Tracking) -> None:
        oauth = {
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": ["https://app.poolhouse.test"],
        }
        tracking = replace(tracking, client=house.client_id(tracking.pool, **oauth))
        for token in (tracking.new_device()[1], tracking.confirmed()[1]):
            form = {
                "grant_type": "refresh_token",
                "client_id": tracking.client,
                "refresh_token": token["RefreshToken"],
            }
            answer = house.runner.run(house.http.post("/oauth2/token", data=form))
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
