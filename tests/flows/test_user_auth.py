"""USER_AUTH: choices, passwords and passkeys, against an authenticator written from the specification."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from poolhouse.model.srp import secret_hash
from tests.authenticator import RP_ID, Authenticator, encode
from tests.operations.passkeys.conftest import FACTORS, Passkeys, make_passkeys

REFUSED = ("NotAuthorizedException", "Invalid credential.")
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
REUSED = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
LOCKED = ("NotAuthorizedException", "Password attempts exceeded")
PASSWORDS = ["PASSWORD_SRP", "PASSWORD"]


@pytest.fixture
def passkeys(house: Any) -> Passkeys:
    return make_passkeys(house)


@pytest.fixture
def hiding(house: Any) -> Passkeys:
    return make_passkeys(house, PreventUserExistenceErrors="ENABLED")


def refusal(passkeys: Passkeys, request: dict[str, Any]) -> tuple[str, str]:
    error: tuple[str, str] = passkeys.house.refusal("RespondToAuthChallenge", **request)
    return error


def responded(passkeys: Passkeys, challenge: dict[str, Any], **responses: str) -> dict[str, Any]:
    answer: dict[str, Any] = passkeys.house.call("RespondToAuthChallenge", **passkeys.answer(challenge, **responses))
    return answer


@pytest.mark.parametrize("algorithm", [-7, -257])
def test_a_passkey_signs_in(house: Any, passkeys: Passkeys, algorithm: int) -> None:
    key = passkeys.register(Authenticator(algorithm))
    challenge = passkeys.begin()
    assert challenge["ChallengeName"] == "WEB_AUTHN"
    options = passkeys.options(challenge)
    assert {name: options[name] for name in options if name != "challenge"} == {
        "timeout": 180000,
        "rpId": RP_ID,
        "allowCredentials": [{"type": "public-key", "id": encode(key.id), "transports": ["internal"]}],
        "userVerification": "preferred",
    }
    answer = house.call("RespondToAuthChallenge", **passkeys.proof(challenge, key, user_handle=passkeys.sub))
    result = answer["AuthenticationResult"]
    assert result.keys() == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert house.claims(result["AccessToken"])["sub"] == passkeys.sub
    house.call("InitiateAuth", **house.refresh_request(passkeys.client, result["RefreshToken"]))


def test_the_trigger_learns_of_an_authentication(function_house: Any) -> None:
    house = function_house
    passkeys = make_passkeys(house)
    key = passkeys.register()
    arn = "arn:aws:lambda:us-east-1:000000000000:function:unchanged"
    house.call("UpdateUserPool", UserPoolId=passkeys.pool, Policies=FACTORS, LambdaConfig={"PreTokenGeneration": arn})
    passkeys.sign_in(key)
    assert "TokenGeneration_Authentication" in house.get(f"/_poolhouse/pools/{passkeys.pool}/invocations").text


def test_for_administrators(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    asked = {"USERNAME": "marina", "PREFERRED_CHALLENGE": "WEB_AUTHN"}
    members = {"UserPoolId": passkeys.pool, "ClientId": passkeys.client}
    challenge = house.call("AdminInitiateAuth", AuthFlow="USER_AUTH", AuthParameters=asked, **members)
    proof = passkeys.proof(challenge, key)
    assert house.call("AdminRespondToAuthChallenge", UserPoolId=passkeys.pool, **proof)["AuthenticationResult"]


# --- attacks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.test"},
        {"origin": f"https://evil-{RP_ID}"},
        {"origin": f"http://app.{RP_ID}"},
        {"origin": "null"},
        {"client_data": {"crossOrigin": True}},
        {"client_data": {"type": "webauthn.create"}},
        {"client_data": {"challenge": encode(bytes(32))}},
        {"client_data": {"challenge": ""}},
        {"rp_id": "evil.test"},
        {"user_handle": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=str,
)
def test_a_proof_of_something_else(passkeys: Passkeys, wrong: dict[str, Any]) -> None:
    key = passkeys.register()
    assert passkeys.sign_in_refused(key, **wrong) == REFUSED
    assert passkeys.sign_in(key)


def test_another_key_under_the_same_id(passkeys: Passkeys) -> None:
    key = passkeys.register()
    assert passkeys.sign_in_refused(Authenticator(id=key.id)) == REFUSED


def test_nobody_there(passkeys: Passkeys) -> None:
    key = passkeys.register()
    key.flags = 0
    assert passkeys.sign_in_refused(key) == REFUSED


def test_a_proof_counts_once(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    assert house.call("RespondToAuthChallenge", **proof)["AuthenticationResult"]
    assert refusal(passkeys, proof) == REUSED
    with_new_session = {**proof, "Session": passkeys.begin()["Session"]}
    assert refusal(passkeys, with_new_session) == REFUSED


def test_a_wrong_proof_uses_the_challenge_up(passkeys: Passkeys) -> None:
    key, challenge = passkeys.register(), passkeys.begin()
    assert refusal(passkeys, passkeys.proof(challenge, key, origin="https://evil.test")) == REFUSED
    assert refusal(passkeys, passkeys.proof(challenge, key)) == REUSED


def test_parallel_replays(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    answers = house.together("RespondToAuthChallenge", [proof] * 10)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9


def test_the_challenge_of_another_user(house: Any, passkeys: Passkeys) -> None:
    """A passkey of mine signs the challenge that was made for somebody else, and the other way round."""
    marinas = passkeys.register()
    house.user(passkeys.pool, "bruno")
    brunos = passkeys.register(token=house.sign_in(passkeys.client, "bruno")["AccessToken"])
    for_bruno, for_marina = passkeys.begin(name="bruno"), passkeys.begin()
    assert refusal(passkeys, passkeys.proof(for_bruno, marinas, "bruno")) == REFUSED
    assert refusal(passkeys, passkeys.proof(for_bruno, brunos)) == INVALID
    crossed = passkeys.proof(passkeys.begin(name="bruno"), marinas)
    assert refusal(passkeys, {**crossed, "Session": for_marina["Session"]}) == REFUSED


def test_a_session_of_another_client_or_step(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    other = house.client_id(passkeys.pool, ExplicitAuthFlows=["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    assert refusal(passkeys, {**proof, "ClientId": other}) == INVALID
    assert refusal(passkeys, {**proof, "Session": passkeys.begin(None)["Session"]}) == INVALID
    registration = base64.b64encode(base64.urlsafe_b64decode(passkeys.start()["challenge"] + "==")).decode()
    assert refusal(passkeys, {**proof, "Session": registration}) == INVALID


def test_a_challenge_expires(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    house.clock.advance(180)
    assert refusal(passkeys, proof) == EXPIRED


def test_the_count_of_an_authenticator_only_grows(passkeys: Passkeys) -> None:
    key = passkeys.register(Authenticator(count=7))
    key.count = 8
    assert passkeys.sign_in(key)
    for count in (8, 7, 1, 0):
        key.count = count
        assert passkeys.sign_in_refused(key) == REFUSED
    key.count = 9
    assert passkeys.sign_in(key)


def test_an_authenticator_that_does_not_count(passkeys: Passkeys) -> None:
    key = passkeys.register()
    assert passkeys.sign_in(key)
    assert passkeys.sign_in(key)


def test_two_proofs_with_the_same_count(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register(Authenticator(count=1))
    key.count = 2
    proofs = [passkeys.proof(passkeys.begin(), key) for _ in range(5)]
    answers = house.together("RespondToAuthChallenge", proofs)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 4


@pytest.mark.parametrize("text", ["{}", "[]", "null", "no JSON", "[" * 5000, '{"id":"AA","response":{}}'])
def test_no_credential_at_all(passkeys: Passkeys, text: str) -> None:
    passkeys.register()
    request = passkeys.answer(passkeys.begin(), CREDENTIAL=text)
    assert refusal(passkeys, request) == ("InvalidParameterException", "Invalid credential.")


# --- what a user may choose ------------------------------------------------------------------------------------------


def test_the_choice(passkeys: Passkeys) -> None:
    challenge = passkeys.begin(None)
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    assert challenge["AvailableChallenges"] == PASSWORDS
    assert challenge["ChallengeParameters"] == {}
    passkeys.register()
    assert passkeys.begin(None)["AvailableChallenges"] == [*PASSWORDS, "WEB_AUTHN"]


@pytest.mark.parametrize("preferred", ["WEB_AUTHN", "EMAIL_OTP", "SMS_OTP"])
def test_a_preference_that_the_user_cannot_meet(passkeys: Passkeys, preferred: str) -> None:
    challenge = passkeys.begin(preferred)
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    assert challenge["AvailableChallenges"] == PASSWORDS


def test_a_preference_that_is_none(house: Any, passkeys: Passkeys) -> None:
    asked = {"USERNAME": "marina", "PREFERRED_CHALLENGE": "SMS_MFA"}
    request = {"AuthFlow": "USER_AUTH", "ClientId": passkeys.client, "AuthParameters": asked}
    assert house.refusal("InitiateAuth", **request)[0] == "InvalidParameterException"
    answer = passkeys.answer(passkeys.begin(None), ANSWER="SMS_MFA")
    assert refusal(passkeys, answer)[0] == "InvalidParameterException"


def test_choosing_the_passkey(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    challenge = responded(passkeys, passkeys.begin(None), ANSWER="WEB_AUTHN")
    assert challenge["ChallengeName"] == "WEB_AUTHN"
    assert house.call("RespondToAuthChallenge", **passkeys.proof(challenge, key))["AuthenticationResult"]


def test_choosing_with_the_proof_of_an_earlier_challenge(passkeys: Passkeys) -> None:
    key, asked = passkeys.register(), passkeys.begin()
    credential = json.dumps(key.get(passkeys.options(asked)))
    request = passkeys.answer(passkeys.begin(None), ANSWER="WEB_AUTHN", CREDENTIAL=credential)
    assert passkeys.house.call("RespondToAuthChallenge", **request)["AuthenticationResult"]
    again = passkeys.answer(passkeys.begin(None), ANSWER="WEB_AUTHN", CREDENTIAL=credential)
    assert refusal(passkeys, again) == REUSED
    own = json.dumps(key.get({"challenge": encode(bytes(64)), "rpId": RP_ID}))
    assert refusal(passkeys, passkeys.answer(passkeys.begin(None), ANSWER="WEB_AUTHN", CREDENTIAL=own)) == INVALID


def test_a_choice_counts_once(passkeys: Passkeys) -> None:
    choice = passkeys.begin(None)
    assert responded(passkeys, choice, ANSWER="PASSWORD")["ChallengeName"] == "PASSWORD"
    assert refusal(passkeys, passkeys.answer(choice, ANSWER="PASSWORD")) == REUSED


def test_passwords(house: Any, passkeys: Passkeys) -> None:
    """At once, as an answer of its own, together with the choice, and after it."""
    right = {"PASSWORD": house.password}
    asked = passkeys.begin("PASSWORD")
    assert asked["ChallengeName"] == "PASSWORD"
    chosen = responded(passkeys, passkeys.begin(None), ANSWER="PASSWORD")
    for answer in (
        passkeys.begin("PASSWORD", **right),
        responded(passkeys, asked, **right),
        responded(passkeys, passkeys.begin(None), ANSWER="PASSWORD", **right),
        responded(passkeys, chosen, **right),
    ):
        assert answer["AuthenticationResult"]["AccessToken"]


def test_wrong_passwords(passkeys: Passkeys) -> None:
    wrong = {"PASSWORD": "Wrong-Word-1"}
    assert refusal(passkeys, passkeys.answer(passkeys.begin("PASSWORD"), **wrong)) == INCORRECT
    assert refusal(passkeys, passkeys.answer(passkeys.begin(None), ANSWER="PASSWORD", **wrong)) == INCORRECT


def test_srp(house: Any, passkeys: Passkeys) -> None:
    public = {"SRP_A": house.srp.srp_a}
    asked = passkeys.begin("PASSWORD_SRP")
    assert asked["ChallengeName"] == "PASSWORD_SRP"
    for challenge in (
        passkeys.begin("PASSWORD_SRP", **public),
        responded(passkeys, asked, **public),
        responded(passkeys, passkeys.begin(None), ANSWER="PASSWORD_SRP", **public),
    ):
        assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
        proof = house.srp_proof(passkeys.pool, challenge["ChallengeParameters"])
        request = {"ClientId": passkeys.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
        assert house.call("RespondToAuthChallenge", **request)["AuthenticationResult"]


def test_a_temporary_password_comes_first(house: Any, passkeys: Passkeys) -> None:
    key, challenge = passkeys.register(), passkeys.begin()
    members = {"UserPoolId": passkeys.pool, "Username": "marina", "Password": "Temporary-7-Word"}
    house.call("AdminSetUserPassword", Permanent=False, **members)
    assert passkeys.begin()["AvailableChallenges"] == PASSWORDS
    assert refusal(passkeys, passkeys.proof(challenge, key)) == REFUSED
    answer = passkeys.begin("PASSWORD", PASSWORD="Temporary-7-Word")
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_failed_passwords_do_not_lock_the_passkey(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    for _ in range(5):
        house.refusal("InitiateAuth", **house.password_request(passkeys.client, password="Wrong-Word-1"))
    asked = {"USERNAME": "marina", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": house.password}
    request = {"AuthFlow": "USER_AUTH", "ClientId": passkeys.client, "AuthParameters": asked}
    assert house.refusal("InitiateAuth", **request) == LOCKED
    assert passkeys.sign_in(key)


# --- users, pools and clients that say no ----------------------------------------------------------------------------


def test_a_deleted_passkey(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    house.call("DeleteWebAuthnCredential", AccessToken=passkeys.token, CredentialId=encode(key.id))
    assert refusal(passkeys, proof) == REFUSED


def test_a_disabled_user(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    house.call("AdminDisableUser", UserPoolId=passkeys.pool, Username="marina")
    assert refusal(passkeys, proof) == ("NotAuthorizedException", "User is disabled.")


def test_a_deleted_user(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    house.call("AdminDeleteUser", UserPoolId=passkeys.pool, Username="marina")
    assert refusal(passkeys, proof) == REFUSED


def test_a_pool_that_no_longer_takes_passkeys(house: Any, passkeys: Passkeys) -> None:
    key = passkeys.register()
    proof = passkeys.proof(passkeys.begin(), key)
    house.call("UpdateUserPool", UserPoolId=passkeys.pool)
    assert refusal(passkeys, proof) == INVALID
    assert passkeys.begin()["AvailableChallenges"] == PASSWORDS


def test_passkeys_of_an_earlier_relying_party(house: Any, passkeys: Passkeys) -> None:
    passkeys.register()
    configuration = {"RelyingPartyId": "other.poolhouse.test"}
    house.call("SetUserPoolMfaConfig", UserPoolId=passkeys.pool, WebAuthnConfiguration=configuration)
    assert passkeys.begin()["AvailableChallenges"] == PASSWORDS


def test_a_client_that_does_not_allow_the_flow(house: Any, passkeys: Passkeys) -> None:
    client = house.client_id(passkeys.pool)
    request = {"AuthFlow": "USER_AUTH", "ClientId": client, "AuthParameters": {"USERNAME": "marina"}}
    assert house.refusal("InitiateAuth", **request) == (
        "InvalidParameterException",
        "USER_AUTH flow not enabled for this client",
    )


def test_the_tier(house: Any, passkeys: Passkeys) -> None:
    house.call("UpdateUserPool", UserPoolId=passkeys.pool, UserPoolTier="LITE")
    request = {"AuthFlow": "USER_AUTH", "ClientId": passkeys.client, "AuthParameters": {"USERNAME": "marina"}}
    assert house.refusal("InitiateAuth", **request)[0] == "FeatureUnavailableInTierException"


@pytest.mark.parametrize("name", ["TARGET_ACR_VALUES", "MAX_AGE", "ACCESS_TOKEN"])
def test_what_is_not_built_is_not_ignored(house: Any, passkeys: Passkeys, name: str) -> None:
    asked = {"USERNAME": "marina", name: "1"}
    request = {"AuthFlow": "USER_AUTH", "ClientId": passkeys.client, "AuthParameters": asked}
    assert house.respond("InitiateAuth", request).status_code == 501


# --- names that nobody has -------------------------------------------------------------------------------------------


NAMES = [f"none{number:02}" for number in range(20)]


def strangers(passkeys: Passkeys) -> list[str]:
    """Names that nobody has and that seem to have a passkey."""
    return [name for name in NAMES if "WEB_AUTHN" in passkeys.begin(None, name)["AvailableChallenges"]]


def test_an_unknown_user(house: Any, passkeys: Passkeys) -> None:
    request = {"AuthFlow": "USER_AUTH", "ClientId": passkeys.client, "AuthParameters": {"USERNAME": "nobody"}}
    assert house.refusal("InitiateAuth", **request)[0] == "UserNotFoundException"


def test_an_unknown_user_looks_like_one_with_a_passkey(hiding: Passkeys) -> None:
    key = hiding.register()
    nobody, no_one = strangers(hiding)[:2]
    known, unknown = hiding.begin(), hiding.begin(name=nobody)
    assert known.keys() == unknown.keys()
    assert len(known["Session"]) == len(unknown["Session"])
    real, invented = hiding.options(known), hiding.options(unknown)
    assert real.keys() == invented.keys()
    assert len(invented["allowCredentials"][0]["id"]) == len(encode(key.id))
    assert hiding.options(hiding.begin(name=nobody))["allowCredentials"] == invented["allowCredentials"]
    assert hiding.options(hiding.begin(name=no_one))["allowCredentials"] != invented["allowCredentials"]
    assert hiding.begin(None, nobody)["AvailableChallenges"] == hiding.begin(None)["AvailableChallenges"]


def test_an_unknown_user_may_also_look_like_one_without(hiding: Passkeys) -> None:
    """Neither that a passkey is offered nor that none is says that there is a user."""
    with_one = strangers(hiding)
    assert 0 < len(with_one) < len(NAMES)
    without = next(name for name in NAMES if name not in with_one)
    assert hiding.begin(None, without)["AvailableChallenges"] == hiding.begin(None)["AvailableChallenges"]


def test_nobody_can_sign_in_as_an_unknown_user(hiding: Passkeys) -> None:
    hiding.register()
    nobody = strangers(hiding)[0]
    challenge = hiding.begin(name=nobody)
    shown = hiding.options(challenge)["allowCredentials"][0]["id"]
    invented = Authenticator(id=base64.urlsafe_b64decode(shown + "="))
    assert refusal(hiding, hiding.proof(challenge, invented, nobody)) == REFUSED
    assert refusal(hiding, hiding.answer(hiding.begin("PASSWORD", nobody), nobody, PASSWORD="x")) == INCORRECT
    srp = hiding.begin("PASSWORD_SRP", nobody, SRP_A=hiding.house.srp.srp_a)
    assert srp["ChallengeName"] == "PASSWORD_VERIFIER"


def test_a_client_with_a_secret(house: Any) -> None:
    passkeys = make_passkeys(house)
    key = passkeys.register()
    client = house.client(passkeys.pool, ExplicitAuthFlows=["ALLOW_USER_AUTH"], GenerateSecret=True)
    passkeys.client = client["ClientId"]
    given = {"SECRET_HASH": secret_hash("marina", client["ClientId"], client["ClientSecret"])}
    proof = passkeys.proof(passkeys.begin(**given), key)
    assert "SECRET_HASH was not received" in refusal(passkeys, proof)[1]
    proof["ChallengeResponses"] |= given
    assert house.call("RespondToAuthChallenge", **proof)["AuthenticationResult"]
