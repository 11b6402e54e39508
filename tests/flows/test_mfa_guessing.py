"""Check 54: who knows the password does not find the code by trying."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factors import INCORRECT, SECOND, USED, WRONG, make_factors

LOCKED = ("NotAuthorizedException", "Password attempts exceeded")
PATIENT = {"AuthSessionValidity": 15}


class Guesser:
    """Somebody who knows the password."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.factors = make_factors(house, client=PATIENT)
        self.app = self.factors.enabled()
        self.challenge = self.factors.asked()

    def guess(self) -> tuple[str, str]:
        wrong = self.app.wrong(self.house.clock.now())
        return self.factors.refusal(self.factors.with_code(self.challenge, wrong))

    def fail(self, times: int) -> None:
        for _ in range(times):
            assert self.guess() == WRONG

    def right(self) -> dict[str, Any]:
        return self.factors.with_code(self.challenge, self.factors.code(self.app))


@pytest.fixture
def guesser(house: Any) -> Guesser:
    return Guesser(house)


def test_54_a_wrong_code_leaves_the_challenge_open(guesser: Guesser) -> None:
    guesser.fail(4)
    assert guesser.factors.result(guesser.right())


def test_54_five_wrong_codes_lock_for_longer_and_longer(house: Any, guesser: Guesser) -> None:
    guesser.fail(5)
    for seconds in (1, 2, 4, 8, 16):
        assert guesser.guess() == LOCKED
        house.clock.advance(seconds - 0.5)
        assert guesser.factors.refusal(guesser.right()) == LOCKED
        house.clock.advance(0.5)
        guesser.fail(1)


def test_54_the_right_password_does_not_open_the_lock(house: Any, guesser: Guesser) -> None:
    guesser.fail(4)
    guesser.challenge = guesser.factors.asked()
    guesser.fail(1)
    guesser.challenge = guesser.factors.asked()
    assert guesser.factors.refusal(guesser.right()) == LOCKED
    house.clock.advance(1)
    guesser.fail(1)
    assert guesser.guess() == LOCKED


def test_54_a_new_password_does_not_open_the_lock(house: Any, guesser: Guesser) -> None:
    guesser.fail(5)
    house.call("AdminSetUserPassword", **guesser.factors.user, Password=SECOND, Permanent=True)
    guesser.challenge = guesser.factors.begin(SECOND)
    assert guesser.factors.refusal(guesser.right()) == LOCKED


def test_54_the_right_code_after_the_lock_resets(house: Any, guesser: Guesser) -> None:
    guesser.fail(5)
    house.clock.advance(1)
    assert guesser.factors.result(guesser.right())
    guesser.challenge = guesser.factors.asked()
    guesser.fail(5)
    assert guesser.guess() == LOCKED


def test_54_a_used_code_neither_counts_nor_resets(guesser: Guesser) -> None:
    assert guesser.factors.result(guesser.right())
    guesser.challenge = guesser.factors.asked()
    guesser.fail(4)
    for _ in range(5):
        assert guesser.factors.refusal(guesser.right()) == USED
    guesser.fail(1)
    assert guesser.guess() == LOCKED


def test_54_patience_does_not_help(house: Any, guesser: Guesser) -> None:
    """Quiet quarters of an hour reset the count of passwords, not that of codes: only thirty days do."""
    guesser.fail(4)
    house.clock.advance(86_400)
    guesser.challenge = guesser.factors.asked()
    guesser.fail(1)
    assert guesser.guess() == LOCKED
    house.clock.advance(30 * 86_400)
    guesser.challenge = guesser.factors.asked()
    guesser.fail(5)
    assert guesser.guess() == LOCKED


def test_54_parallel_guesses_do_not_slip_past_the_lock(house: Any, guesser: Guesser) -> None:
    wrong = guesser.app.wrong(house.clock.now())
    challenges = [guesser.factors.asked() for _ in range(5)]
    requests = [guesser.factors.with_code(challenge, wrong) for challenge in challenges] * 10
    refusals = [house.error(answer) for answer in house.together("RespondToAuthChallenge", requests)]
    assert (refusals.count(WRONG), refusals.count(LOCKED)) == (5, 45)


def test_54_wrong_codes_lock_no_password_and_wrong_passwords_no_code(house: Any, guesser: Guesser) -> None:
    guesser.fail(5)
    assert guesser.factors.asked()
    house.clock.advance(60)
    for _ in range(5):
        request = house.password_request(guesser.factors.client, password="Wrong-Word-1")
        assert house.refusal("InitiateAuth", **request) == INCORRECT
    assert house.refusal("InitiateAuth", **house.password_request(guesser.factors.client)) == LOCKED
    assert guesser.factors.result(guesser.right())


def test_54_one_users_guesses_lock_nobody_else(house: Any, guesser: Guesser) -> None:
    factors = guesser.factors
    house.user(factors.pool, "bruno")
    token = house.sign_in(factors.client, "bruno")["AccessToken"]
    theirs = factors.verified(token)
    factors.prefer(token, Enabled=True)
    guesser.challenge = factors.asked()
    guesser.fail(5)
    challenge = factors.begin(name="bruno")
    assert factors.result(factors.with_code(challenge, factors.code(theirs), USERNAME="bruno"))
