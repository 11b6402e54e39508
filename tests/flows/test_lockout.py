"""Lockout: four failures are free; from the fifth on 1, 2, 4, … seconds, at most fifteen minutes."""

from __future__ import annotations

from typing import Any

import pytest

from poolhouse.flows.lockout import FREE_FAILURES, LONGEST_SECONDS, current, locked_until
from poolhouse.model.user import SignInFailures

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
LOCKED = ("NotAuthorizedException", "Password attempts exceeded")


def wrong(house: Any, client: str, name: str = "marina") -> Any:
    return house.refusal("InitiateAuth", **house.password_request(client, name, "Wrong-Word-1"))


def fail(house: Any, client: str, times: int, name: str = "marina") -> None:
    for _ in range(times):
        assert wrong(house, client, name) == INCORRECT


def test_the_waiting_times(house: Any, place: Any) -> None:
    fail(house, place.client, 5)
    for seconds in (1, 2, 4, 8, 16):
        assert wrong(house, place.client) == LOCKED
        house.clock.advance(seconds - 0.5)
        assert wrong(house, place.client) == LOCKED
        house.clock.advance(0.5)
        fail(house, place.client, 1)


@pytest.mark.parametrize("count", range(FREE_FAILURES + 1, 40))
def test_no_lock_is_longer_than_fifteen_minutes(count: int) -> None:
    assert locked_until(SignInFailures(count, 1000.0)) - 1000.0 == min(2 ** (count - 5), LONGEST_SECONDS) <= 900


def test_no_lock_after_four() -> None:
    assert locked_until(SignInFailures(4, 1000.0)) == 0


def test_attempts_during_the_lock_neither_count_nor_prolong_it(house: Any, place: Any) -> None:
    fail(house, place.client, 5)
    for _ in range(20):
        assert wrong(house, place.client) == LOCKED
    house.clock.advance(1)
    fail(house, place.client, 1)
    house.clock.advance(2)
    assert "AccessToken" in house.sign_in(place.client)


def test_the_right_password_does_not_open_the_lock(house: Any, place: Any) -> None:
    fail(house, place.client, 5)
    assert house.refusal("InitiateAuth", **house.password_request(place.client)) == LOCKED


def test_success_resets(house: Any, place: Any) -> None:
    fail(house, place.client, 5)
    house.clock.advance(1)
    house.sign_in(place.client)
    fail(house, place.client, 5)
    assert wrong(house, place.client) == LOCKED


def test_fifteen_quiet_minutes_reset(house: Any, place: Any) -> None:
    fail(house, place.client, 4)
    house.clock.advance(900)
    fail(house, place.client, 5)
    assert wrong(house, place.client) == LOCKED


def test_less_than_fifteen_quiet_minutes_do_not(house: Any, place: Any) -> None:
    fail(house, place.client, 4)
    house.clock.advance(899)
    fail(house, place.client, 1)
    assert wrong(house, place.client) == LOCKED


def test_quiet_is_counted_from_the_last_failure() -> None:
    assert current(SignInFailures(3, 1000.0), 1899.9) == SignInFailures(3, 1000.0)
    assert current(SignInFailures(3, 1000.0), 1900.0) == SignInFailures()


def test_one_counter_for_every_way_in(house: Any, place: Any) -> None:
    admin = {**house.password_request(place.client, password="Wrong-Word-1"), "AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}
    fail(house, place.client, 1)
    assert house.refusal("AdminInitiateAuth", UserPoolId=place.pool, **admin) == INCORRECT
    for _ in range(3):
        proof = house.srp_proof(place.pool, house.srp_start(place.client), "Wrong-Word-1")
        answer = {"ClientId": place.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
        assert house.refusal("RespondToAuthChallenge", **answer) == INCORRECT
    assert wrong(house, place.client) == LOCKED
    assert house.refusal("AdminInitiateAuth", UserPoolId=place.pool, **admin) == LOCKED
    start = {"USERNAME": "marina", "SRP_A": house.srp.srp_a}
    body = {"AuthFlow": "USER_SRP_AUTH", "ClientId": place.client, "AuthParameters": start}
    assert house.refusal("InitiateAuth", **body) == LOCKED


def test_an_srp_exchange_begun_before_the_lock_does_not_get_past_it(house: Any, place: Any) -> None:
    proof = house.srp_proof(place.pool, house.srp_start(place.client))
    fail(house, place.client, 5)
    answer = {"ClientId": place.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
    assert house.refusal("RespondToAuthChallenge", **answer) == LOCKED


def test_all_names_of_a_user_share_the_counter(house: Any) -> None:
    pool = house.pool(AliasAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    client = house.client_id(pool)
    house.user(pool, email="marina@poolhouse.test", email_verified="true")
    for name in ("marina", "Marina", "marina@poolhouse.test", "MARINA@poolhouse.test", "marina"):
        fail(house, client, 1, name)
    assert wrong(house, client) == LOCKED


def test_hidden_unknown_names_are_locked_alike(house: Any, shared: Any) -> None:
    client = house.client_id(shared.pool, PreventUserExistenceErrors="ENABLED")
    fail(house, client, 5, "nobody")
    assert wrong(house, client, "nobody") == LOCKED
    assert wrong(house, client, "somebody") == INCORRECT
    house.clock.advance(1)
    fail(house, client, 1, "nobody")
    house.clock.advance(1)
    assert wrong(house, client, "nobody") == LOCKED


def test_parallel_guesses_cannot_slip_past_the_lock_together(house: Any, place: Any) -> None:
    responses = house.together("InitiateAuth", [house.password_request(place.client, password="Wrong-1")] * 50)
    refusals = [house.error(response) for response in responses]
    assert refusals.count(INCORRECT) == 5
    assert refusals.count(LOCKED) == 45


def test_a_new_password_by_an_administrator_opens_the_lock(house: Any, place: Any) -> None:
    fail(house, place.client, 5)
    again = {"UserPoolId": place.pool, "Username": "marina", "Password": house.password, "Permanent": True}
    house.call("AdminSetUserPassword", **again)
    assert "AccessToken" in house.sign_in(place.client)
