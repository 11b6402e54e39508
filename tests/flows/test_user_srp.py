"""USER_SRP_AUTH against a client written from the published formulas."""

from __future__ import annotations

from typing import Any

import pytest

from poolhouse.model import srp

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
REUSED = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")


def answer(client: str, proof: dict[str, str]) -> dict[str, Any]:
    return {"ClientId": client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}


def test_the_challenge(house: Any, shared: Any) -> None:
    challenge = house.srp_start(shared.client)
    assert challenge.keys() == {"SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"}
    assert challenge["USERNAME"] == challenge["USER_ID_FOR_SRP"] == "marina"
    assert len(challenge["SALT"]) == 32
    assert challenge["SALT"][0] in "01234567"
    again = house.srp_start(shared.client)
    assert again["SALT"] == challenge["SALT"]
    assert again["SRP_B"] != challenge["SRP_B"]
    assert again["SECRET_BLOCK"] != challenge["SECRET_BLOCK"]


def test_sign_in(house: Any, shared: Any) -> None:
    proof = house.srp_proof(shared.pool, house.srp_start(shared.client))
    result = house.call("RespondToAuthChallenge", **answer(shared.client, proof))["AuthenticationResult"]
    assert result.keys() == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert house.claims(result["AccessToken"])["username"] == "marina"


def test_the_alias_signs_in_under_the_stored_name(house: Any) -> None:
    pool = house.pool(UsernameAttributes=["email"])
    client, address = house.client_id(pool), "marina@poolhouse.test"
    sub = house.user(pool, address)
    challenge = house.srp_start(client, address)
    assert challenge["USER_ID_FOR_SRP"] == sub
    for username in (address, sub):
        proof = house.srp_proof(pool, house.srp_start(client, address)) | {"USERNAME": username}
        assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **answer(client, proof))


def test_a_wrong_password(house: Any, shared: Any) -> None:
    proof = house.srp_proof(shared.pool, house.srp_start(shared.client), "Wrong-Word-1")
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, proof)) == INCORRECT


@pytest.mark.parametrize("signature", ["", "AAAA", "not base64!", "A" * 44])
def test_a_malformed_signature(house: Any, shared: Any, signature: str) -> None:
    proof = house.srp_proof(shared.pool, house.srp_start(shared.client))
    proof["PASSWORD_CLAIM_SIGNATURE"] = signature
    refusal = house.refusal("RespondToAuthChallenge", **answer(shared.client, proof))
    assert refusal == (
        INCORRECT if signature else ("InvalidParameterException", "Missing required parameter PASSWORD_CLAIM_SIGNATURE")
    )
    house.clock.advance(900)


@pytest.mark.parametrize("value", ["0", "00", f"{srp.N:x}", f"{2 * srp.N:x}", "", "xyz", "-1", "0x2", "f" * 4000])
def test_public_values_that_no_honest_client_sends(house: Any, shared: Any, value: str) -> None:
    asked = {"USERNAME": "marina", "SRP_A": value}
    response = house.respond(
        "InitiateAuth", {"AuthFlow": "USER_SRP_AUTH", "ClientId": shared.client, "AuthParameters": asked}
    )
    assert house.error(response)[0] in ("NotAuthorizedException", "InvalidParameterException")


def test_leading_zeros_of_a_public_value(house: Any, shared: Any) -> None:
    challenge = house.srp_start(shared.client, SRP_A=f"000{house.srp.srp_a}")
    proof = house.srp_proof(shared.pool, challenge)
    assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **answer(shared.client, proof))


def test_an_answer_counts_once(house: Any, shared: Any) -> None:
    proof = house.srp_proof(shared.pool, house.srp_start(shared.client))
    house.call("RespondToAuthChallenge", **answer(shared.client, proof))
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, proof)) == REUSED


def test_of_parallel_answers_one_counts(house: Any, shared: Any) -> None:
    proof = house.srp_proof(shared.pool, house.srp_start(shared.client))
    responses = house.together("RespondToAuthChallenge", [answer(shared.client, proof)] * 20)
    assert [response.status_code for response in responses].count(200) == 1
    assert {house.error(response) for response in responses if response.status_code != 200} == {REUSED}


def test_a_wrong_answer_uses_the_exchange_up(house: Any, shared: Any) -> None:
    challenge = house.srp_start(shared.client)
    wrong = house.srp_proof(shared.pool, challenge, "Wrong-Word-1")
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, wrong)) == INCORRECT
    right = house.srp_proof(shared.pool, challenge)
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, right)) == REUSED


@pytest.mark.parametrize("minutes", [None, 3, 15])
def test_the_time_to_answer(house: Any, shared: Any, minutes: int | None) -> None:
    client = house.client_id(shared.pool, AuthSessionValidity=minutes)
    in_time, late = house.srp_start(client), house.srp_start(client)
    house.clock.advance((minutes or 3) * 60 - 1)
    proof = house.srp_proof(shared.pool, in_time)
    assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **answer(client, proof))
    house.clock.advance(1)
    assert house.refusal("RespondToAuthChallenge", **answer(client, house.srp_proof(shared.pool, late))) == EXPIRED


def test_an_exchange_belongs_to_its_user_and_client(house: Any, shared: Any) -> None:
    house.user(shared.pool, "oskar")
    challenge = house.srp_start(shared.client)
    other_user = house.srp_proof(shared.pool, challenge) | {"USERNAME": "oskar"}
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, other_user)) == INVALID
    other_client = house.client_id(shared.pool)
    proof = house.srp_proof(shared.pool, challenge)
    assert house.refusal("RespondToAuthChallenge", **answer(other_client, proof)) == INVALID
    assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **answer(shared.client, proof))


@pytest.mark.parametrize("block", ["AAAA", "!", "A" * 2000, "=", "YWJj"])
def test_a_block_that_the_server_never_made(house: Any, shared: Any, block: str) -> None:
    proof = house.srp_proof(shared.pool, house.srp_start(shared.client)) | {"PASSWORD_CLAIM_SECRET_BLOCK": block}
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, proof)) == INVALID


def test_a_session_of_another_step_is_no_block(house: Any) -> None:
    pool = house.pool()
    client = house.client_id(pool)
    house.call("AdminCreateUser", UserPoolId=pool, Username="marina", TemporaryPassword=house.password)
    session = house.call("InitiateAuth", **house.password_request(client))["Session"]
    proof = house.srp_proof(pool, house.srp_start(client)) | {"PASSWORD_CLAIM_SECRET_BLOCK": session}
    assert house.refusal("RespondToAuthChallenge", **answer(client, proof)) == INVALID


@pytest.mark.parametrize("skew", [-300, -60, 60, 300])
def test_a_clock_that_is_a_little_off(house: Any, shared: Any, skew: int) -> None:
    challenge = house.srp_start(shared.client)
    stamp = srp.format_timestamp(house.clock.now() + skew)
    proof = house.srp.answer(shared.pool, house.password, challenge, stamp)
    assert "AuthenticationResult" in house.call("RespondToAuthChallenge", **answer(shared.client, proof))


@pytest.mark.parametrize("skew", [-301, 301, 86400])
def test_a_clock_that_is_far_off(house: Any, shared: Any, skew: int) -> None:
    challenge = house.srp_start(shared.client)
    stamp = srp.format_timestamp(house.clock.now() + skew)
    proof = house.srp.answer(shared.pool, house.password, challenge, stamp)
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, proof)) == INCORRECT


@pytest.mark.parametrize("stamp", ["yesterday", "2026-11-20T09:05:07Z", "Fri Nov 20 9:05:07 UTC 2026"])
def test_a_time_in_another_form(house: Any, shared: Any, stamp: str) -> None:
    proof = house.srp.answer(shared.pool, house.password, house.srp_start(shared.client), stamp)
    assert house.refusal("RespondToAuthChallenge", **answer(shared.client, proof)) == INCORRECT


def test_a_user_disabled_or_deleted_meanwhile(house: Any, place: Any) -> None:
    proofs = [house.srp_proof(place.pool, house.srp_start(place.client)) for _ in range(2)]
    house.call("AdminDisableUser", UserPoolId=place.pool, Username="marina")
    disabled = ("NotAuthorizedException", "User is disabled.")
    assert house.refusal("RespondToAuthChallenge", **answer(place.client, proofs[0])) == disabled
    house.call("AdminDeleteUser", UserPoolId=place.pool, Username="marina")
    assert house.refusal("RespondToAuthChallenge", **answer(place.client, proofs[1])) == INCORRECT


def test_a_password_changed_meanwhile(house: Any, place: Any) -> None:
    proof = house.srp_proof(place.pool, house.srp_start(place.client))
    again = {"UserPoolId": place.pool, "Username": "marina", "Password": "Another-Word-2", "Permanent": True}
    house.call("AdminSetUserPassword", **again)
    assert house.refusal("RespondToAuthChallenge", **answer(place.client, proof)) == INCORRECT


@pytest.mark.parametrize(
    "missing", ["USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"]
)
def test_a_missing_response(house: Any, shared: Any, missing: str) -> None:
    proof = house.srp_proof(shared.pool, house.srp_start(shared.client))
    del proof[missing]
    refusal = house.refusal("RespondToAuthChallenge", **answer(shared.client, proof))
    assert refusal == ("InvalidParameterException", f"Missing required parameter {missing}")
