"""MFA_SETUP: whoever needs an authenticator app sets one up before they get in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.factors import (
    EXPIRED,
    INVALID,
    MISMATCH,
    REUSED,
    SECOND,
    TOKENS,
    App,
    Factors,
    turn_on,
    what_happens,
)

NOT_BEGUN = "SoftwareTokenMFANotFoundException"


def test_nobody_gets_in_without_an_app(house: Any, strict: Factors) -> None:
    challenge = strict.begin()
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert json.loads(challenge["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
    associated = house.call("AssociateSoftwareToken", Session=challenge["Session"])
    app = App(associated["SecretCode"])
    given = {"UserCode": strict.code(app), "FriendlyDeviceName": "tablet"}
    verified = house.call("VerifySoftwareToken", Session=associated["Session"], **given)
    assert verified["Status"] == "SUCCESS"
    assert len({challenge["Session"], associated["Session"], verified["Session"]}) == 3
    answer = strict.respond(strict.request({**challenge, "Session": verified["Session"]}))
    assert answer["AuthenticationResult"].keys() == TOKENS
    strict.later()
    assert strict.asked()["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "tablet"
    assert strict.sign_in(app)


def test_a_required_factor_cannot_be_turned_off(strict: Factors) -> None:
    app, answer = strict.set_up(strict.begin())
    strict.prefer(answer["AuthenticationResult"]["AccessToken"], Enabled=False)
    assert strict.sign_in(app)


def test_a_required_factor_that_the_user_had_not_turned_on(house: Any, factors: Factors) -> None:
    app = factors.verified(factors.token())
    turn_on(house, factors.pool, "ON")
    assert factors.sign_in(app)


def test_self_registered_users_set_up_an_app_at_once(house: Any, strict: Factors) -> None:
    house.call("SignUp", ClientId=strict.client, Username="bruno", Password=house.password)
    house.call("AdminConfirmSignUp", UserPoolId=strict.pool, Username="bruno")
    assert strict.begin(name="bruno")["ChallengeName"] == "MFA_SETUP"


def sessions(factors: Factors) -> tuple[str, str, str, App]:
    """Of the challenge, of AssociateSoftwareToken and of VerifySoftwareToken, each before its use."""
    first: str = factors.begin()["Session"]
    associated = factors.house.call("AssociateSoftwareToken", Session=factors.begin()["Session"])
    again = factors.house.call("AssociateSoftwareToken", Session=factors.begin()["Session"])
    app = App(again["SecretCode"])
    verified = factors.house.call("VerifySoftwareToken", Session=again["Session"], UserCode=factors.code(app))
    return first, associated["Session"], verified["Session"], app


def answered(factors: Factors, session: str, **responses: str) -> dict[str, Any]:
    return factors.request({"ChallengeName": "MFA_SETUP", "Session": session}, **responses)


def test_an_app_must_prove_itself_first(strict: Factors) -> None:
    first, associated, _, app = sessions(strict)
    for session in (first, associated):
        given = {"SOFTWARE_TOKEN_MFA_CODE": strict.code(app, 1)}
        assert strict.refusal(answered(strict, session)) == INVALID
        assert strict.refusal(answered(strict, session, **given)) == INVALID


def test_a_code_before_there_is_an_app(house: Any, strict: Factors) -> None:
    verify = {"Session": strict.begin()["Session"], "UserCode": "123456"}
    assert house.refusal("VerifySoftwareToken", **verify)[0] == NOT_BEGUN


def test_a_wrong_code_leaves_setting_up_as_it_was(house: Any, strict: Factors) -> None:
    challenge = strict.begin()
    associated = house.call("AssociateSoftwareToken", Session=challenge["Session"])
    app = App(associated["SecretCode"])
    for code in (app.wrong(house.clock.now()), strict.code(app, 2), strict.code(app, -2)):
        assert house.refusal("VerifySoftwareToken", Session=associated["Session"], UserCode=code) == MISMATCH
    assert strict.begin()["ChallengeName"] == "MFA_SETUP"
    verified = house.call("VerifySoftwareToken", Session=associated["Session"], UserCode=strict.code(app))
    assert strict.result(answered(strict, verified["Session"]))


def test_each_session_of_setting_up_is_used_once(house: Any, strict: Factors) -> None:
    first = strict.begin()["Session"]
    associated = house.call("AssociateSoftwareToken", Session=first)
    assert house.refusal("AssociateSoftwareToken", Session=first) == REUSED
    app = App(associated["SecretCode"])
    verified = house.call("VerifySoftwareToken", Session=associated["Session"], UserCode=strict.code(app))
    again = {"Session": associated["Session"], "UserCode": strict.code(app, 1)}
    assert house.refusal("VerifySoftwareToken", **again)[0] == "NotAuthorizedException"
    assert strict.result(answered(strict, verified["Session"]))
    assert strict.refusal(answered(strict, verified["Session"])) == REUSED
    assert house.refusal("AssociateSoftwareToken", Session=verified["Session"]) == INVALID


def test_setting_up_many_times_at_once(house: Any, strict: Factors) -> None:
    associated = [house.call("AssociateSoftwareToken", Session=strict.begin()["Session"]) for _ in range(5)]
    bodies = [
        {"Session": one["Session"], "UserCode": strict.code(App(one["SecretCode"]), steps)}
        for one in associated
        for steps in (0, 1)
    ]
    answers = house.together("VerifySoftwareToken", bodies)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    verified = next(answer.json() for answer in answers if answer.status_code == 200)
    answers = house.together("RespondToAuthChallenge", [answered(strict, verified["Session"])] * 10)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9


def test_whoever_began_before_the_user_had_an_app_cannot_replace_it(house: Any, strict: Factors) -> None:
    early = house.call("AssociateSoftwareToken", Session=strict.begin()["Session"])
    first, theirs = strict.begin()["Session"], App(early["SecretCode"])
    app, _ = strict.set_up(strict.begin())
    verify = {"Session": early["Session"], "UserCode": strict.code(theirs)}
    assert house.refusal("VerifySoftwareToken", **verify) == INVALID
    assert house.refusal("AssociateSoftwareToken", Session=first) == INVALID
    assert strict.sign_in(app)


def test_every_step_of_setting_up_has_its_time(house: Any, strict: Factors) -> None:
    first = strict.begin()["Session"]
    house.clock.advance(179)
    associated = house.call("AssociateSoftwareToken", Session=first)
    house.clock.advance(179)
    app = App(associated["SecretCode"])
    verified = house.call("VerifySoftwareToken", Session=associated["Session"], UserCode=strict.code(app))
    house.clock.advance(179)
    assert strict.result(answered(strict, verified["Session"]))


def test_setting_up_too_late(house: Any, strict: Factors) -> None:
    first, associated, verified, app = sessions(strict)
    house.clock.advance(180)
    assert house.refusal("AssociateSoftwareToken", Session=first) == EXPIRED
    late = {"Session": associated, "UserCode": strict.code(app)}
    assert house.refusal("VerifySoftwareToken", **late) == EXPIRED
    assert strict.refusal(answered(strict, verified)) == EXPIRED


def test_sessions_of_other_steps_set_up_nothing(house: Any, strict: Factors) -> None:
    house.call("AdminSetUserPassword", **strict.user, Password=SECOND, Permanent=False)
    new_password = strict.begin(SECOND)
    assert new_password["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    for session in (new_password["Session"], "A" * 40):
        assert house.refusal("AssociateSoftwareToken", Session=session) == INVALID
        assert house.refusal("VerifySoftwareToken", Session=session, UserCode="123456") == INVALID
        assert strict.refusal(answered(strict, session)) == INVALID


def test_sessions_of_setting_up_do_nothing_else(house: Any, strict: Factors) -> None:
    _, _, verified, app = sessions(strict)
    code = {"SOFTWARE_TOKEN_MFA_CODE": strict.code(app, 1)}
    other = {**answered(strict, verified, **code), "ChallengeName": "SOFTWARE_TOKEN_MFA"}
    assert strict.refusal(other) == INVALID
    assert strict.refusal({**answered(strict, verified), "ClientId": house.client_id(strict.pool)}) == INVALID
    house.user(strict.pool, "bruno")
    assert strict.refusal(answered(strict, verified, USERNAME="bruno")) == INVALID
    tampered = verified[:-8] + ("B" if verified[-8] == "A" else "A") + verified[-7:]
    assert strict.refusal(answered(strict, tampered)) == INVALID
    assert strict.result(answered(strict, verified))


@what_happens
def test_what_happens_while_an_app_is_set_up(
    house: Any, strict: Factors, happens: Callable[[Factors], object], refusal: tuple[str, str]
) -> None:
    first = strict.begin()["Session"]
    associated = house.call("AssociateSoftwareToken", Session=strict.begin()["Session"])
    happens(strict)
    assert house.refusal("AssociateSoftwareToken", Session=first) == refusal
    verify = {"Session": associated["Session"], "UserCode": strict.code(App(associated["SecretCode"]))}
    assert house.refusal("VerifySoftwareToken", **verify) == refusal


@what_happens
def test_what_happens_once_an_app_is_set_up(
    strict: Factors, happens: Callable[[Factors], object], refusal: tuple[str, str]
) -> None:
    *_, verified, _ = sessions(strict)
    happens(strict)
    assert strict.refusal(answered(strict, verified)) == refusal
