"""AssociateSoftwareToken and VerifySoftwareToken of a signed-in user, and what the server keeps and shows of it."""

from __future__ import annotations

import base64
import re
import sqlite3
from typing import Any

import pytest

from tests.factors import App, Factors, make_factors, turn_on

OFF = ("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool.")
MISMATCH = ("EnableSoftwareTokenMFAException", "Code mismatch")
INVALID_TOKEN = ("NotAuthorizedException", "Invalid Access Token")


def test_a_secret_and_its_proof(house: Any, factors: Factors) -> None:
    token = factors.token()
    answer = house.call("AssociateSoftwareToken", AccessToken=token)
    assert answer.keys() == {"SecretCode"}
    assert re.fullmatch("[A-Z2-7]{32}", answer["SecretCode"])
    code = factors.code(App(answer["SecretCode"]))
    assert house.call("VerifySoftwareToken", AccessToken=token, UserCode=code) == {"Status": "SUCCESS"}


def test_every_secret_is_another_and_only_the_newest_counts(house: Any, factors: Factors) -> None:
    token = factors.token()
    first, second = factors.associated(token), factors.associated(token)
    assert first.secret_code != second.secret_code
    verify = {"AccessToken": token, "UserCode": factors.code(first)}
    assert house.refusal("VerifySoftwareToken", **verify) == MISMATCH
    verify["UserCode"] = factors.code(second)
    assert house.call("VerifySoftwareToken", **verify)["Status"] == "SUCCESS"


def test_a_wrong_code_leaves_the_secret_waiting(house: Any, factors: Factors) -> None:
    token = factors.token()
    app = factors.associated(token)
    for code in (app.wrong(house.clock.now()), factors.code(app, -2), factors.code(app, 2)):
        assert house.refusal("VerifySoftwareToken", AccessToken=token, UserCode=code) == MISMATCH
    house.call("VerifySoftwareToken", AccessToken=token, UserCode=factors.code(app, -1))


def test_a_secret_proves_itself_once(house: Any, factors: Factors) -> None:
    token = factors.token()
    factors.verified(token)
    verify = {"AccessToken": token, "UserCode": "123456"}
    assert house.refusal("VerifySoftwareToken", **verify)[0] == "SoftwareTokenMFANotFoundException"


def test_many_proofs_at_once(house: Any, factors: Factors) -> None:
    token = factors.token()
    body = {"AccessToken": token, "UserCode": factors.code(factors.associated(token))}
    answers = house.together("VerifySoftwareToken", [body] * 10)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9


def test_nothing_to_prove(house: Any, factors: Factors) -> None:
    verify = {"AccessToken": factors.token(), "UserCode": "123456"}
    assert house.refusal("VerifySoftwareToken", **verify)[0] == "SoftwareTokenMFANotFoundException"


def test_a_pool_without_authenticator_apps(house: Any, factors: Factors) -> None:
    token = factors.token()
    app = factors.associated(token)
    turn_on(house, factors.pool, "OFF")
    assert house.refusal("AssociateSoftwareToken", AccessToken=token) == OFF
    assert house.refusal("VerifySoftwareToken", AccessToken=token, UserCode=factors.code(app)) == OFF


@pytest.mark.parametrize("operation", ["AssociateSoftwareToken", "VerifySoftwareToken"])
def test_either_a_token_or_a_session(house: Any, factors: Factors, operation: str) -> None:
    code = {"UserCode": "123456"} if operation == "VerifySoftwareToken" else {}
    session = make_factors(house, "ON").begin()["Session"]
    for both in ({}, {"AccessToken": factors.token(), "Session": session}):
        assert house.refusal(operation, **both, **code)[0] == "InvalidParameterException"


@pytest.mark.parametrize("operation", ["AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference"])
def test_tokens_that_do_not_count(house: Any, factors: Factors, operation: str) -> None:
    code = {"UserCode": "123456"} if operation == "VerifySoftwareToken" else {}
    result = house.sign_in(factors.client)
    assert house.refusal(operation, AccessToken="nonsense", **code) == INVALID_TOKEN
    assert house.refusal(operation, AccessToken=result["IdToken"], **code)[0] == "NotAuthorizedException"
    house.call("GlobalSignOut", AccessToken=result["AccessToken"])
    revoked = ("NotAuthorizedException", "Access Token has been revoked")
    assert house.refusal(operation, AccessToken=result["AccessToken"], **code) == revoked


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", ""])
def test_texts_that_are_no_code(house: Any, factors: Factors, code: str) -> None:
    token = factors.token()
    factors.associated(token)
    refusal = house.refusal("VerifySoftwareToken", AccessToken=token, UserCode=code)
    assert refusal[0] == "InvalidParameterException"


def test_another_users_secret(house: Any, factors: Factors) -> None:
    app = factors.associated(factors.token())
    house.user(factors.pool, "bruno")
    token = house.sign_in(factors.client, "bruno")["AccessToken"]
    factors.associated(token)
    verify = {"AccessToken": token, "UserCode": factors.code(app)}
    assert house.refusal("VerifySoftwareToken", **verify) == MISMATCH


def test_55_the_secret_is_shown_once(house: Any, factors: Factors, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    token = factors.token()
    waiting = factors.associated(token)
    wrong = house.respond("VerifySoftwareToken", {"AccessToken": token, "UserCode": waiting.wrong(house.clock.now())})
    house.call("VerifySoftwareToken", AccessToken=token, UserCode=factors.code(waiting))
    factors.prefer(token, Enabled=True, PreferredMfa=True)
    factors.later()
    challenge = factors.asked()
    refused = house.respond("RespondToAuthChallenge", factors.with_code(challenge, waiting.wrong(house.clock.now())))
    answers = [
        wrong.text,
        refused.text,
        str(challenge),
        house.respond("GetUser", {"AccessToken": token}).text,
        house.respond("GetUserAuthFactors", {"AccessToken": token}).text,
        house.respond("AdminGetUser", factors.user).text,
        house.respond("ListUsers", {"UserPoolId": factors.pool}).text,
        house.respond("AssociateSoftwareToken", {"AccessToken": token}).text,
        caplog.text,
    ]
    for answer in answers:
        assert waiting.secret_code not in answer
        assert waiting.key.hex() not in answer


def test_55_the_secret_is_sealed_at_rest(house: Any) -> None:
    strict = make_factors(house, "ON")
    app, answer = strict.set_up(strict.begin())
    waiting = strict.associated(answer["AuthenticationResult"]["AccessToken"])
    with sqlite3.connect(house.data / "poolhouse.db") as database:
        database.execute("PRAGMA wal_checkpoint(FULL)")
        dumped = "\n".join(database.iterdump()).lower()
    content = b"".join(path.read_bytes() for path in house.data.glob("poolhouse.db*"))
    assert strict.sub.encode() in content
    for secret in (app, waiting):
        assert secret.key not in content
        assert secret.secret_code.encode() not in content
        assert secret.secret_code.lower() not in dumped
        assert secret.key.hex() not in dumped


def test_55_a_session_does_not_show_its_secret(house: Any) -> None:
    strict = make_factors(house, "ON")
    answer = house.call("AssociateSoftwareToken", Session=strict.begin()["Session"])
    app = App(answer["SecretCode"])
    assert app.secret_code not in answer["Session"]
    assert app.key not in base64.b64decode(answer["Session"])
