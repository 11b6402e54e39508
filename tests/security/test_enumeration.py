"""Checks 63 to 65: a client that hides who exists tells nothing about it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")


class Quay:
    def __init__(self, house: Any, **settings: Any) -> None:
        self.house = house
        self.pool = house.pool(**settings)
        self.client = house.client_id(self.pool, PreventUserExistenceErrors="ENABLED")
        self.open_client = house.client_id(self.pool)


@pytest.fixture(scope="module")
def quay(house: Any) -> Quay:
    found = Quay(house)
    house.user(found.pool)
    return found


def srp_answer(quay: Quay, name: str) -> Any:
    proof = quay.house.srp_proof(quay.pool, quay.house.srp_start(quay.client, name), "Wrong-Word-1")
    body = {"ClientId": quay.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
    return quay.house.respond("RespondToAuthChallenge", body)


def password_answer(quay: Quay, name: str) -> Any:
    return quay.house.respond("InitiateAuth", quay.house.password_request(quay.client, name, "Wrong-Word-1"))


def admin_answer(quay: Quay, name: str) -> Any:
    body = quay.house.password_request(quay.client, name, "Wrong-Word-1") | {"UserPoolId": quay.pool}
    return quay.house.respond("AdminInitiateAuth", body | {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH"})


WAYS_IN = [password_answer, admin_answer, srp_answer]


@pytest.mark.parametrize("way", WAYS_IN)
def test_63_wrong_passwords_and_unknown_names_answer_alike(quay: Quay, way: Callable[[Quay, str], Any]) -> None:
    known, unknown = way(quay, "marina"), way(quay, "nobody")
    assert quay.house.error(known) == quay.house.error(unknown) == INCORRECT
    assert known.headers.keys() == unknown.headers.keys()
    quay.house.clock.advance(1000)


def test_63_the_challenge_of_an_unknown_name(house: Any, quay: Quay) -> None:
    known, unknown = house.srp_start(quay.client), house.srp_start(quay.client, "nobody")
    again, other = house.srp_start(quay.client, "nobody"), house.srp_start(quay.client, "somebody")
    assert known.keys() == unknown.keys()
    assert unknown["SALT"] == again["SALT"] != other["SALT"]
    assert unknown["SRP_B"] != again["SRP_B"]
    assert unknown["USERNAME"] == unknown["USER_ID_FOR_SRP"] == "nobody"
    assert len(known["SALT"]) == len(unknown["SALT"])
    assert abs(len(known["SRP_B"]) - len(unknown["SRP_B"])) < 8
    same = house.srp_start(quay.client, "aaaaaa")  # a name as long as the known one
    assert len(same["SECRET_BLOCK"]) == len(known["SECRET_BLOCK"])


def test_63_unknown_addresses_get_a_stable_id(house: Any) -> None:
    quay = Quay(house, UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    sub = house.user(quay.pool, "marina@poolhouse.test")
    known = house.srp_start(quay.client, "marina@poolhouse.test")
    unknown = house.srp_start(quay.client, "nobody@poolhouse.test")
    assert known["USERNAME"] == sub
    assert len(unknown["USERNAME"]) == len(sub)
    assert unknown["USERNAME"].count("-") == 4
    assert unknown["USERNAME"] == house.srp_start(quay.client, "Nobody@poolhouse.test")["USERNAME"]
    other = Quay(house, UsernameAttributes=["email"])
    assert house.srp_start(other.client, "nobody@poolhouse.test")["USERNAME"] != unknown["USERNAME"]
    assert len(known["SECRET_BLOCK"]) == len(unknown["SECRET_BLOCK"])


def test_63_unknown_aliases_get_a_stable_id(house: Any) -> None:
    quay = Quay(house, AliasAttributes=["email"])
    first, second = (house.srp_start(quay.client, "nobody@poolhouse.test")["USERNAME"] for _ in range(2))
    assert first == second != "nobody@poolhouse.test"
    assert house.srp_start(quay.client, "nobody")["USERNAME"] == "nobody"


def test_63_in_the_open(house: Any, quay: Quay) -> None:
    unknown = ("UserNotFoundException", "User does not exist.")
    assert house.refusal("InitiateAuth", **house.password_request(quay.open_client, "nobody")) == unknown
    asked = {"USERNAME": "nobody", "SRP_A": house.srp.srp_a}
    body = {"AuthFlow": "USER_SRP_AUTH", "ClientId": quay.open_client, "AuthParameters": asked}
    assert house.refusal("InitiateAuth", **body) == unknown


def test_63_a_taken_name_shows_at_sign_up_all_the_same(house: Any, quay: Quay) -> None:
    body = {"ClientId": quay.client, "Username": "marina", "Password": house.password}
    assert house.refusal("SignUp", **body)[0] == "UsernameExistsException"


WORK = {"powmod", "verifier", "server_key", "server_ephemeral", "password_matches", "claim_once", "put_failures"}


def work(call: Callable[[], Any]) -> Counter[str]:
    """How often the costly functions ran: group arithmetic and writes. What they cost is a benchmark's business."""
    counts: Counter[str] = Counter()

    def watch(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name in WORK:
            counts[frame.f_code.co_name] += 1

    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(None)
    return counts


@pytest.mark.parametrize("way", WAYS_IN)
def test_64_known_and_unknown_names_cost_the_same_work(quay: Quay, way: Callable[[Quay, str], Any]) -> None:
    quay.house.clock.advance(1000)
    for name in ("marina", "nobody"):
        way(quay, name)  # whatever happens only once
    known, unknown = work(lambda: way(quay, "marina")), work(lambda: way(quay, "nobody"))
    assert known == unknown
    assert known["put_failures"] == 1
    assert known["password_matches"] + known["server_key"] == 1


def test_65_forgotten_passwords_of_unknown_names(house: Any, quay: Quay) -> None:
    house.user(quay.pool, "reachable", email="r@poolhouse.test", email_verified="true")
    known, unknown = (
        house.call("ForgotPassword", ClientId=quay.client, Username=name)["CodeDeliveryDetails"]
        for name in ("reachable", "nobody")
    )
    assert known.keys() == unknown.keys()
    assert known["DeliveryMedium"] == unknown["DeliveryMedium"] == "EMAIL"
    assert len(known["Destination"]) == len(unknown["Destination"])
    assert all(message["username"] == "reachable" for message in house.messages(quay.pool))
