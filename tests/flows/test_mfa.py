"""SOFTWARE_TOKEN_MFA and MFA_SETUP: a code of an authenticator app after the first factor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolhouse.model import srp
from tests.factors import (
    DISABLED,
    EVERY_FLOW,
    EXPIRED,
    INCORRECT,
    INVALID,
    MISMATCH,
    REUSED,
    SECOND,
    TOKENS,
    USED,
    WRONG,
    App,
    Factors,
    make_factors,
    turn_on,
    what_happens,
)

# --- the code --------------------------------------------------------------------------------------------------------


def test_password_and_code(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    challenge = factors.begin()
    assert challenge.keys() == {"ChallengeName", "Session", "ChallengeParameters"}
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    parameters = {"USER_ID_FOR_SRP": "marina", "FRIENDLY_DEVICE_NAME": "TOTP device"}
    assert challenge["ChallengeParameters"] == parameters
    answer = factors.respond(factors.with_code(challenge, factors.code(app)))
    assert answer["AuthenticationResult"].keys() == TOKENS
    assert house.claims(answer["AuthenticationResult"]["AccessToken"])["sub"] == factors.sub
    assert house.call("GetUser", AccessToken=answer["AuthenticationResult"]["AccessToken"])


def test_the_name_that_the_user_gave_the_app(factors: Factors) -> None:
    token = factors.token()
    factors.verified(token, FriendlyDeviceName="Marina's phone")
    factors.prefer(token, Enabled=True)
    assert factors.asked()["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "Marina's phone"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_clocks_may_differ_by_one_step(factors: Factors, steps: int) -> None:
    app = factors.enabled()
    assert factors.result(factors.with_code(factors.asked(), factors.code(app, steps)))


@pytest.mark.parametrize("steps", [-20, -3, -2, 2, 3, 20])
def test_clocks_may_not_differ_by_more(factors: Factors, steps: int) -> None:
    app = factors.enabled()
    challenge = factors.asked()
    assert factors.refusal(factors.with_code(challenge, factors.code(app, steps))) == WRONG
    assert factors.result(factors.with_code(challenge, factors.code(app)))


def test_a_code_ages(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    challenge, code = factors.asked(), factors.code(app)
    house.clock.advance(60)
    assert factors.refusal(factors.with_code(challenge, code)) == WRONG


@pytest.mark.parametrize(
    "code",
    ["12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", " 123456", "123456\n", "-1", "0" * 2000],
)
def test_texts_that_are_no_code(factors: Factors, code: str) -> None:
    app = factors.enabled()
    challenge = factors.asked()
    assert factors.refusal(factors.with_code(challenge, code)) == WRONG
    assert factors.result(factors.with_code(challenge, factors.code(app)))


def test_no_code(factors: Factors) -> None:
    factors.enabled()
    missing = ("InvalidParameterException", "Missing required parameter SOFTWARE_TOKEN_MFA_CODE")
    challenge = factors.asked()
    assert factors.refusal(factors.request(challenge)) == missing
    assert factors.refusal(factors.request(challenge, SMS_MFA_CODE="123456")) == missing


def test_another_users_code(house: Any, factors: Factors) -> None:
    factors.enabled()
    house.user(factors.pool, "bruno")
    theirs = factors.verified(house.sign_in(factors.client, "bruno")["AccessToken"])
    assert factors.refusal(factors.with_code(factors.asked(), factors.code(theirs))) == WRONG


def test_52_a_code_counts_once(factors: Factors) -> None:
    app = factors.enabled()
    request = factors.with_code(factors.asked(), factors.code(app))
    assert factors.result(request)
    other = factors.asked()
    assert factors.refusal(factors.with_code(other, factors.code(app))) == USED
    assert factors.refusal(request)[0] in ("NotAuthorizedException", "ExpiredCodeException")
    assert factors.result(factors.with_code(other, factors.code(app, 1)))


def test_52_the_code_that_proved_the_app_lets_nobody_in(factors: Factors) -> None:
    token = factors.token()
    app = factors.associated(token)
    code = factors.code(app)
    factors.house.call("VerifySoftwareToken", AccessToken=token, UserCode=code)
    factors.prefer(token, Enabled=True)
    assert factors.refusal(factors.with_code(factors.asked(), code)) == USED


def test_52_an_earlier_code_after_a_later_one(factors: Factors) -> None:
    app = factors.enabled()
    assert factors.result(factors.with_code(factors.asked(), factors.code(app, 1)))
    challenge = factors.asked()
    assert factors.refusal(factors.with_code(challenge, factors.code(app, 1))) == USED
    assert factors.result(factors.with_code(challenge, factors.code(app)))


def test_52_one_answer_many_times_at_once(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    answers = house.together("RespondToAuthChallenge", [factors.with_code(factors.asked(), factors.code(app))] * 20)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 19


def test_52_one_code_for_many_challenges_at_once(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    requests = [factors.with_code(factors.asked(), factors.code(app)) for _ in range(10)]
    answers = house.together("RespondToAuthChallenge", requests)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    assert [house.error(answer) for answer in answers if answer.status_code == 400] == [USED] * 9


# --- the session -----------------------------------------------------------------------------------------------------


def test_a_challenge_is_answered_once(factors: Factors) -> None:
    app = factors.enabled()
    challenge = factors.asked()
    factors.respond(factors.with_code(challenge, factors.code(app)))
    assert factors.refusal(factors.with_code(challenge, factors.code(app, 1))) == REUSED


def test_a_code_that_comes_too_late(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    challenge = factors.asked()
    house.clock.advance(180)
    assert factors.refusal(factors.with_code(challenge, factors.code(app))) == EXPIRED


@pytest.mark.parametrize("session", ["", "A" * 40, "not base64!" * 4])
def test_sessions_of_nobody(factors: Factors, session: str) -> None:
    app = factors.enabled()
    challenge = {**factors.asked(), "Session": session}
    refusal = factors.refusal(factors.with_code(challenge, factors.code(app)))
    assert refusal == INVALID or refusal[0] == "InvalidParameterException"


def test_a_session_that_was_tampered_with(factors: Factors) -> None:
    app = factors.enabled()
    challenge = factors.asked()
    for place in (0, 20, len(challenge["Session"]) // 2, -8):
        changed = list(challenge["Session"])
        changed[place] = "B" if changed[place] == "A" else "A"
        request = factors.with_code({**challenge, "Session": "".join(changed)}, factors.code(app))
        assert factors.refusal(request) == INVALID


def test_the_session_of_another_client_user_or_step(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    request = factors.with_code(factors.asked(), factors.code(app))
    assert factors.refusal({**request, "ClientId": house.client_id(factors.pool)}) == INVALID
    house.user(factors.pool, "bruno")
    other_user = {**request["ChallengeResponses"], "USERNAME": "bruno"}
    assert factors.refusal({**request, "ChallengeResponses": other_user}) == INVALID
    assert factors.refusal({**request, "ChallengeName": "MFA_SETUP"}) == INVALID
    assert house.refusal("AssociateSoftwareToken", Session=request["Session"]) == INVALID
    answered = {**request, "ChallengeName": "NEW_PASSWORD_REQUIRED"}
    answered["ChallengeResponses"] = {"USERNAME": "marina", "NEW_PASSWORD": SECOND}
    assert factors.refusal(answered) == INVALID
    assert factors.result(request)


def test_the_session_of_another_pool(house: Any, factors: Factors) -> None:
    app, elsewhere = factors.enabled(), make_factors(house)
    request = elsewhere.with_code(factors.asked(), factors.code(app))
    assert elsewhere.refusal(request) == INVALID


def test_a_client_with_a_secret(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    client = house.client(factors.pool, GenerateSecret=True)
    given = {"SECRET_HASH": srp.secret_hash("marina", client["ClientId"], client["ClientSecret"])}
    request = house.password_request(client["ClientId"])
    request["AuthParameters"] |= given
    challenge = house.call("InitiateAuth", **request)
    answer = {**factors.with_code(challenge, factors.code(app)), "ClientId": client["ClientId"]}
    assert "SECRET_HASH was not received" in factors.refusal(answer)[1]
    answer["ChallengeResponses"]["SECRET_HASH"] = "A" * 44
    assert "Unable to verify secret hash" in factors.refusal(answer)[1]
    answer["ChallengeResponses"] |= given
    assert factors.result(answer)


@what_happens
def test_what_happens_between_password_and_code(
    factors: Factors, happens: Callable[[Factors], object], refusal: tuple[str, str]
) -> None:
    app = factors.enabled()
    request = factors.with_code(factors.asked(), factors.code(app))
    happens(factors)
    assert factors.refusal(request) == refusal


def test_a_user_who_turns_the_factor_off_meanwhile_still_gives_the_code(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    challenge = factors.asked()
    house.call("AdminSetUserMFAPreference", **factors.user, SoftwareTokenMfaSettings={"Enabled": False})
    wrong = app.wrong(house.clock.now())
    assert factors.refusal(factors.with_code(challenge, wrong)) == WRONG
    assert factors.result(factors.with_code(challenge, factors.code(app)))
    assert factors.token()


# --- optional --------------------------------------------------------------------------------------------------------


def test_optional_asks_nothing_until_the_user_turns_it_on(factors: Factors) -> None:
    token = factors.token()
    app = factors.verified(token)
    assert factors.token()
    factors.prefer(token, Enabled=True)
    assert factors.sign_in(app)
    factors.prefer(token, Enabled=False)
    assert factors.token()


def test_optional_asks_nothing_until_an_administrator_turns_it_on(house: Any, factors: Factors) -> None:
    app = factors.verified(factors.token())
    enabled = {"Enabled": True, "PreferredMfa": True}
    house.call("AdminSetUserMFAPreference", **factors.user, SoftwareTokenMfaSettings=enabled)
    assert factors.sign_in(app)


def test_an_app_that_has_not_proved_itself_is_not_asked_for(factors: Factors) -> None:
    factors.associated(factors.token())
    assert factors.token()


def test_an_app_is_asked_for_until_the_next_one_has_proved_itself(house: Any, factors: Factors) -> None:
    old = factors.enabled()
    token = factors.sign_in(old)["AccessToken"]
    new = factors.associated(token)
    assert factors.sign_in(old)
    wrong = {"AccessToken": token, "UserCode": new.wrong(house.clock.now())}
    assert house.refusal("VerifySoftwareToken", **wrong) == MISMATCH
    assert factors.sign_in(old)
    house.call("VerifySoftwareToken", AccessToken=token, UserCode=factors.code(new))
    factors.later()
    assert factors.refusal(factors.with_code(factors.asked(), factors.code(old))) == WRONG
    assert factors.sign_in(new)


def test_a_pool_without_mfa_asks_nobody(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    turn_on(house, factors.pool, "OFF")
    assert factors.token()
    turn_on(house, factors.pool, "OPTIONAL")
    assert factors.sign_in(app)


def test_an_update_of_the_pool_that_says_nothing_of_mfa_turns_it_off(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    house.call("UpdateUserPool", UserPoolId=factors.pool, MfaConfiguration="OPTIONAL")
    assert factors.sign_in(app)
    house.call("UpdateUserPool", UserPoolId=factors.pool)
    assert factors.token()


# --- first factors ---------------------------------------------------------------------------------------------------


def by_srp(factors: Factors) -> dict[str, Any]:
    proof = factors.house.srp_proof(factors.pool, factors.house.srp_start(factors.client))
    body = {"ClientId": factors.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
    return factors.respond(body)


def by_choice(factors: Factors) -> dict[str, Any]:
    asked = {"USERNAME": "marina", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": factors.house.password}
    request = {"AuthFlow": "USER_AUTH", "ClientId": factors.client, "AuthParameters": asked}
    answer: dict[str, Any] = factors.house.call("InitiateAuth", **request)
    return answer


def by_selection(factors: Factors) -> dict[str, Any]:
    request = {"AuthFlow": "USER_AUTH", "ClientId": factors.client, "AuthParameters": {"USERNAME": "marina"}}
    challenge = factors.house.call("InitiateAuth", **request)
    assert challenge["ChallengeName"] == "SELECT_CHALLENGE"
    return factors.respond(factors.request(challenge, ANSWER="PASSWORD", PASSWORD=factors.house.password))


ways = pytest.mark.parametrize("begin", [Factors.begin, by_srp, by_choice, by_selection])


@ways
def test_every_way_in_leads_to_setting_up_and_to_the_code(
    house: Any, begin: Callable[[Factors], dict[str, Any]]
) -> None:
    factors = make_factors(house, "ON", EVERY_FLOW)
    challenge = begin(factors)
    assert challenge["ChallengeName"] == "MFA_SETUP"
    app, answer = factors.set_up(challenge)
    assert "AuthenticationResult" in answer
    challenge = begin(factors)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert factors.result(factors.with_code(challenge, factors.code(app)))


@ways
def test_every_way_in_leads_to_the_code_where_the_user_wants_it(
    house: Any, begin: Callable[[Factors], dict[str, Any]]
) -> None:
    factors = make_factors(house, client=EVERY_FLOW)
    assert "AuthenticationResult" in begin(factors)
    app = factors.enabled()
    assert factors.result(factors.with_code(begin(factors), factors.code(app)))


def test_for_administrators(house: Any, strict: Factors) -> None:
    which = {"UserPoolId": strict.pool, "ClientId": strict.client}
    parameters = {"USERNAME": "marina", "PASSWORD": house.password}

    def begin() -> dict[str, Any]:
        flow = {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters}
        answer: dict[str, Any] = house.call("AdminInitiateAuth", **which, **flow)
        return answer

    challenge = begin()
    assert challenge["ChallengeName"] == "MFA_SETUP"
    associated = house.call("AssociateSoftwareToken", Session=challenge["Session"])
    app = App(associated["SecretCode"])
    verified = house.call("VerifySoftwareToken", Session=associated["Session"], UserCode=strict.code(app))
    answer = strict.request({**challenge, "Session": verified["Session"]}) | which
    assert house.call("AdminRespondToAuthChallenge", **answer)["AuthenticationResult"]
    strict.later()
    challenge = begin()
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    wrong = strict.with_code(challenge, app.wrong(house.clock.now())) | which
    assert house.refusal("AdminRespondToAuthChallenge", **wrong) == WRONG
    answer = strict.with_code(challenge, strict.code(app)) | which
    assert house.call("AdminRespondToAuthChallenge", **answer)["AuthenticationResult"]


def new_password(factors: Factors) -> dict[str, Any]:
    """The answer to NEW_PASSWORD_REQUIRED."""
    factors.house.call("AdminSetUserPassword", **factors.user, Password="Passing-8-Word", Permanent=False)
    challenge = factors.begin("Passing-8-Word")
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    return factors.respond(factors.request(challenge, NEW_PASSWORD=SECOND))


def test_after_a_temporary_password_an_app_is_set_up(house: Any, strict: Factors) -> None:
    challenge = new_password(strict)
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert house.call("AdminGetUser", **strict.user)["UserStatus"] == "CONFIRMED"
    _, answer = strict.set_up(challenge)
    assert "AuthenticationResult" in answer


def test_56_a_temporary_password_does_not_replace_the_code(factors: Factors) -> None:
    app = factors.enabled()
    challenge = new_password(factors)
    assert factors.result(factors.with_code(challenge, factors.code(app)))


def test_56_a_password_that_an_administrator_sets_does_not_replace_the_code(house: Any, factors: Factors) -> None:
    app = factors.enabled()
    house.call("AdminSetUserPassword", **factors.user, Password=SECOND, Permanent=True)
    assert factors.result(factors.with_code(factors.begin(SECOND), factors.code(app)))


@pytest.mark.parametrize("mfa", ["OPTIONAL", "ON"])
def test_56_a_forgotten_password_does_not_replace_the_code(house: Any, mfa: str) -> None:
    factors = make_factors(house)
    email = [{"Name": "email", "Value": "marina@poolhouse.test"}, {"Name": "email_verified", "Value": "true"}]
    house.call("AdminUpdateUserAttributes", **factors.user, UserAttributes=email)
    app = factors.enabled()
    turn_on(house, factors.pool, mfa)
    named = {"ClientId": factors.client, "Username": "marina"}
    house.call("ForgotPassword", **named)
    answer = {**named, "ConfirmationCode": house.code(factors.pool), "Password": SECOND}
    assert house.call("ConfirmForgotPassword", **answer) == {}
    challenge = factors.begin(SECOND)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert factors.result(factors.with_code(challenge, factors.code(app)))


def test_states_that_keep_a_user_out_come_before_the_code(house: Any, factors: Factors) -> None:
    factors.enabled()
    house.call("AdminDisableUser", **factors.user)
    assert house.refusal("InitiateAuth", **house.password_request(factors.client)) == DISABLED


def test_who_lacks_the_password_learns_nothing_of_the_factor(house: Any) -> None:
    factors = make_factors(house, client={"PreventUserExistenceErrors": "ENABLED"})
    factors.enabled()
    for name in ("marina", "nobody"):
        request = house.password_request(factors.client, name, "Wrong-Word-1")
        assert house.refusal("InitiateAuth", **request) == INCORRECT
        proof = house.srp_proof(factors.pool, house.srp_start(factors.client, name), "Wrong-Word-1")
        body = {"ClientId": factors.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
        assert house.refusal("RespondToAuthChallenge", **body) == INCORRECT


# --- afterwards ------------------------------------------------------------------------------------------------------


def test_a_refresh_asks_for_no_code(house: Any, factors: Factors) -> None:
    result = factors.sign_in(factors.enabled())
    answer = house.call("InitiateAuth", **house.refresh_request(factors.client, result["RefreshToken"]))
    assert "AccessToken" in answer["AuthenticationResult"]
    turn_on(house, factors.pool, "ON")
    house.call("InitiateAuth", **house.refresh_request(factors.client, result["RefreshToken"]))


@pytest.fixture(scope="module")
def triggered(make_house: Any) -> Any:
    return make_house(unchanged=Path(__file__).parent / "handlers" / "unchanged.mjs")


ARN = "arn:aws:lambda:us-east-1:000000000000:function:unchanged"


@pytest.mark.parametrize("first", [Factors.begin, new_password])
def test_the_trigger_learns_of_an_authentication(triggered: Any, first: Callable[[Factors], dict[str, Any]]) -> None:
    factors = make_factors(triggered, "ON", LambdaConfig={"PreTokenGeneration": ARN})

    def invocations() -> str:
        shown: str = triggered.get(f"/_poolhouse/pools/{factors.pool}/invocations").text
        return shown

    challenge = first(factors)
    assert "TokenGeneration" not in invocations()
    app, _ = factors.set_up(challenge)
    assert invocations().count("TokenGeneration_Authentication") == 1
    challenge = factors.begin(SECOND if first is new_password else None)
    assert invocations().count("TokenGeneration_Authentication") == 1
    factors.respond(factors.with_code(challenge, factors.code(app)))
    assert invocations().count("TokenGeneration_Authentication") == 2
