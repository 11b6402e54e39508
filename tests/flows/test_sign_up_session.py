"""From SignUp over ConfirmSignUp to tokens without another proof: ``Session`` of USER_AUTH."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from poolhouse.flows.sign_in import CHALLENGES
from poolhouse.model.srp import secret_hash
from tests.conftest import House
from tests.factors import DISABLED, EVERY_FLOW, EXPIRED, INVALID, REUSED, TOKENS, App, turn_on

MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
NOT_ENABLED = ("InvalidParameterException", "USER_AUTH flow not enabled for this client")
PASSWORDS_ONLY = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
LITE = {"UserPoolTier": "LITE", "AutoVerifiedAttributes": ["email"]}
BY_OTHER_MEMBERS = {"PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER", "WEB_AUTHN"}
RED_HERRINGS = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wrong-Word-1", "ANSWER": "SMS_MFA"}


@dataclass
class Arrival:
    """A pool that verifies addresses, a client, and ``marina``, who has just signed up."""

    house: Any
    pool: str
    client: str
    session: str

    @property
    def user(self) -> dict[str, str]:
        return {"UserPoolId": self.pool, "Username": "marina"}

    def confirmation(self, code: str | None = None, name: str = "marina", **members: str) -> dict[str, Any]:
        code = code or self.house.code(self.pool)
        return {"ClientId": self.client, "Username": name, "ConfirmationCode": code, "Session": self.session, **members}

    def wrong_code(self) -> str:
        return f"{(int(self.house.code(self.pool)) + 1) % 1000000:06}"

    def confirmed(self, **members: str) -> str:
        """The session that ConfirmSignUp gives."""
        session: str = self.house.call("ConfirmSignUp", **self.confirmation(**members))["Session"]
        return session

    def request(self, session: str, name: str = "marina", **parameters: str) -> dict[str, Any]:
        asked = {"USERNAME": name, **parameters}
        return {"ClientId": self.client, "AuthFlow": "USER_AUTH", "AuthParameters": asked, "Session": session}

    def sign_in(self, session: str, **parameters: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.house.call("InitiateAuth", **self.request(session, **parameters))
        return answer

    def refused(self, session: str, name: str = "marina", **parameters: str) -> tuple[str, str]:
        error: tuple[str, str] = self.house.refusal("InitiateAuth", **self.request(session, name, **parameters))
        return error

    def status(self) -> str:
        status: str = self.house.call("AdminGetUser", **self.user)["UserStatus"]
        return status

    def sign_up(self, name: str, **members: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.house.call("SignUp", **sign_up_request(self.client, name, **members))
        return answer


def sign_up_request(client: str, name: str = "marina", **members: Any) -> dict[str, Any]:
    address = {"Name": "email", "Value": f"{name.lower()}@poolhouse.test"}
    asked = {"ClientId": client, "Username": name, "Password": House.password, "UserAttributes": [address]}
    return {**asked, **members}


def arrive(house: Any, client: dict[str, Any] | None = None, **settings: Any) -> Arrival:
    pool = house.pool(**{"AutoVerifiedAttributes": ["email"], **settings})
    client_id = house.client_id(pool, **{**EVERY_FLOW, **(client or {})})
    return Arrival(house, pool, client_id, house.call("SignUp", **sign_up_request(client_id))["Session"])


@pytest.fixture
def arrival(house: Any) -> Arrival:
    return arrive(house)


def test_from_sign_up_to_tokens(house: Any, arrival: Arrival) -> None:
    answer = arrival.sign_in(arrival.confirmed())
    result = answer["AuthenticationResult"]
    assert result.keys() == TOKENS
    claims = house.claims(result["IdToken"])
    assert (claims["cognito:username"], claims["email_verified"]) == ("marina", True)
    house.call("InitiateAuth", **house.refresh_request(arrival.client, result["RefreshToken"]))


def test_how_to_prove_oneself_does_not_count(arrival: Arrival) -> None:
    assert "AuthenticationResult" in arrival.sign_in(arrival.confirmed(), **RED_HERRINGS)


def test_for_administrators(house: Any, arrival: Arrival) -> None:
    request = arrival.request(arrival.confirmed())
    answer = house.call("AdminInitiateAuth", UserPoolId=arrival.pool, **request)
    assert answer["AuthenticationResult"].keys() == TOKENS


def test_the_trigger_learns_of_an_authentication(function_house: Any) -> None:
    arn = "arn:aws:lambda:us-east-1:000000000000:function:unchanged"
    arrival = arrive(function_house, LambdaConfig={"PreTokenGeneration": arn})
    arrival.sign_in(arrival.confirmed())
    invocations = function_house.get(f"/_poolhouse/pools/{arrival.pool}/invocations").text
    assert "TokenGeneration_Authentication" in invocations


def test_names_in_another_letter_case_and_addresses(house: Any) -> None:
    arrival = arrive(house, AliasAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    session = arrival.confirmed(name="Marina")
    assert "AuthenticationResult" in arrival.sign_in(session, USERNAME="MARINA@poolhouse.test")


# --- no session ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [PASSWORDS_ONLY, None], ids=["the client", "the tier"])
def test_where_the_flow_is_closed_there_is_none(house: Any, settings: dict[str, Any] | None) -> None:
    pool = house.pool(AutoVerifiedAttributes=["email"])
    client = house.client_id(pool, **(settings or EVERY_FLOW))
    if settings is None:
        house.call("UpdateUserPool", UserPoolId=pool, **LITE)
    assert "Session" not in house.call("SignUp", **sign_up_request(client))


def test_a_flow_closed_meanwhile(house: Any, arrival: Arrival) -> None:
    """The confirmation counts, the session leads nowhere."""
    other = arrive(house)
    session = other.confirmed()
    house.call("UpdateUserPoolClient", UserPoolId=other.pool, ClientId=other.client, **PASSWORDS_ONLY)
    assert other.refused(session) == NOT_ENABLED
    house.call("UpdateUserPoolClient", UserPoolId=arrival.pool, ClientId=arrival.client, **PASSWORDS_ONLY)
    assert house.call("ConfirmSignUp", **arrival.confirmation()) == {}
    assert arrival.status() == "CONFIRMED"


def test_a_right_code_is_enough(house: Any, arrival: Arrival) -> None:
    """As aws-amplify confirms: without the session of the sign-up."""
    request = arrival.confirmation()
    del request["Session"]
    session = house.call("ConfirmSignUp", **request)["Session"]
    assert arrival.sign_in(session)["AuthenticationResult"].keys() >= {"AccessToken", "IdToken"}


def test_whom_the_trigger_confirms_has_proved_nothing(make_house: Callable[..., House]) -> None:
    house = make_house(welcome=Path(__file__).parent / "handlers" / "welcome.mjs")
    arn = "arn:aws:lambda:us-east-1:000000000000:function:welcome"
    pool = house.pool(LambdaConfig={"PreSignUp": arn})
    answer = house.call("SignUp", **sign_up_request(house.client_id(pool, **EVERY_FLOW)))
    assert (answer["UserConfirmed"], "Session" in answer) == (True, False)


# --- sessions that are none --------------------------------------------------------------------------------------


def test_the_session_of_a_sign_up_gives_no_tokens(house: Any, arrival: Arrival) -> None:
    assert arrival.refused(arrival.session) == INVALID
    arrival.confirmed()
    assert arrival.refused(arrival.session) == INVALID


@pytest.mark.parametrize("challenge", sorted(CHALLENGES.keys() - BY_OTHER_MEMBERS))
def test_neither_is_the_session_of_a_challenge(house: Any, arrival: Arrival, challenge: str) -> None:
    answers = {"USERNAME": "marina", "ANSWER": "PASSWORD", "PASSWORD": house.password, "SRP_A": house.srp.srp_a}
    answers |= {"NEW_PASSWORD": "Other-8-Wall", "SOFTWARE_TOKEN_MFA_CODE": "123456"}
    for session in (arrival.session, arrival.confirmed()):
        assert house.refusal("AssociateSoftwareToken", Session=session) == INVALID
        request = {"ClientId": arrival.client, "ChallengeName": challenge, "ChallengeResponses": answers}
        assert house.refusal("RespondToAuthChallenge", **request, Session=session) == INVALID


def test_other_sessions_give_no_tokens(house: Any, arrival: Arrival) -> None:
    arrival.confirmed()
    asked = {"ClientId": arrival.client, "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "marina"}}
    assert arrival.refused(house.call("InitiateAuth", **asked)["Session"]) == INVALID
    assert arrival.refused("A" * 200) == INVALID


def test_once(arrival: Arrival) -> None:
    session = arrival.confirmed()
    arrival.sign_in(session)
    assert arrival.refused(session) == REUSED


def test_once_among_many(house: Any, arrival: Arrival) -> None:
    answers = house.together("InitiateAuth", [arrival.request(arrival.confirmed())] * 10)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9


def test_as_long_as_the_client_says(house: Any) -> None:
    arrival = arrive(house, {"AuthSessionValidity": 5})
    house.clock.advance(299)
    session = arrival.confirmed()
    house.clock.advance(299)
    assert "AuthenticationResult" in arrival.sign_in(session)


def test_too_late(house: Any, arrival: Arrival) -> None:
    session = arrival.confirmed()
    house.clock.advance(180)
    assert arrival.refused(session) == EXPIRED


def test_of_another_client(house: Any, arrival: Arrival) -> None:
    session, own = arrival.confirmed(), arrival.client
    arrival.client = house.client_id(arrival.pool, **EVERY_FLOW)
    assert arrival.refused(session) == INVALID
    arrival.client = own
    assert "AuthenticationResult" in arrival.sign_in(session)


@pytest.mark.parametrize("hidden", ["ENABLED", "LEGACY"])
def test_of_another_user(house: Any, hidden: str) -> None:
    """Names that nobody has are refused in the same words."""
    arrival = arrive(house, {"PreventUserExistenceErrors": hidden})
    session = arrival.confirmed()
    arrival.sign_up("bruno")
    assert arrival.refused(session, "bruno") == arrival.refused(session, "nobody") == INVALID
    assert "AuthenticationResult" in arrival.sign_in(session)


def test_a_client_with_a_secret(house: Any) -> None:
    pool = house.pool(AutoVerifiedAttributes=["email"])
    client = house.client(pool, GenerateSecret=True, **EVERY_FLOW)
    own = secret_hash("marina", client["ClientId"], client["ClientSecret"])
    signed_up = house.call("SignUp", **sign_up_request(client["ClientId"], SecretHash=own))
    arrival = Arrival(house, pool, client["ClientId"], signed_up["Session"])
    session = arrival.confirmed(SecretHash=own)
    assert "SECRET_HASH was not received" in arrival.refused(session)[1]
    assert "Unable to verify secret hash" in arrival.refused(session, SECRET_HASH="c3VycGx1cw==")[1]
    assert "AuthenticationResult" in arrival.sign_in(session, SECRET_HASH=own)


# --- what happens to the user meanwhile ------------------------------------------------------------------------------


def _set_password(arrival: Arrival, *, permanent: bool, after: float) -> None:
    arrival.house.clock.advance(after)
    arrival.house.call("AdminSetUserPassword", **arrival.user, Password="Other-8-Wall", Permanent=permanent)


def _reset(arrival: Arrival) -> None:
    house, public = arrival.house, {"ClientId": arrival.client, "Username": "marina"}
    house.clock.advance(1)
    house.call("ForgotPassword", **public)
    code = house.code(arrival.pool)
    house.call("ConfirmForgotPassword", **public, ConfirmationCode=code, Password="Other-8-Wall")


def _sign_up_anew(arrival: Arrival) -> None:
    arrival.house.call("AdminDeleteUser", **arrival.user)
    arrival.sign_up("marina")
    arrival.house.call("AdminConfirmSignUp", **arrival.user)


MEANWHILE: dict[str, tuple[Callable[[Arrival], object], tuple[str, str]]] = {
    "disabled": (lambda arrival: arrival.house.call("AdminDisableUser", **arrival.user), DISABLED),
    "deleted": (lambda arrival: arrival.house.call("AdminDeleteUser", **arrival.user), INVALID),
    "another of that name": (_sign_up_anew, INVALID),
    "a new password": (lambda arrival: _set_password(arrival, permanent=True, after=1), INVALID),
    "a temporary password": (lambda arrival: _set_password(arrival, permanent=False, after=0), INVALID),
    "a password reset": (_reset, INVALID),
    "signed out": (lambda arrival: arrival.house.call("AdminUserGlobalSignOut", **arrival.user), INVALID),
}


@pytest.mark.parametrize(("happens", "refusal"), MEANWHILE.values(), ids=MEANWHILE)
@pytest.mark.parametrize("hidden", ["ENABLED", "LEGACY"])
def test_meanwhile(house: Any, happens: Callable[[Arrival], object], refusal: tuple[str, str], hidden: str) -> None:
    arrival = arrive(house, {"PreventUserExistenceErrors": hidden})
    session = arrival.confirmed()
    happens(arrival)
    assert arrival.refused(session) == refusal


# --- a second factor -------------------------------------------------------------------------------------------------


def test_a_pool_with_a_second_factor_has_it_set_up(house: Any, arrival: Arrival) -> None:
    turn_on(house, arrival.pool, "ON")
    challenge = arrival.sign_in(arrival.confirmed())
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert "AuthenticationResult" not in challenge
    associated = house.call("AssociateSoftwareToken", Session=challenge["Session"])
    code = App(associated["SecretCode"]).code(house.clock.now())
    verified = house.call("VerifySoftwareToken", Session=associated["Session"], UserCode=code)
    answer = {"ClientId": arrival.client, "ChallengeName": "MFA_SETUP", "Session": verified["Session"]}
    done = house.call("RespondToAuthChallenge", **answer, ChallengeResponses={"USERNAME": "marina"})
    assert done["AuthenticationResult"].keys() == TOKENS


def test_a_users_own_second_factor_is_asked_for(house: Any, arrival: Arrival) -> None:
    turn_on(house, arrival.pool)
    session = arrival.confirmed()
    token = {"AccessToken": house.sign_in(arrival.client)["AccessToken"]}
    app = App(house.call("AssociateSoftwareToken", **token)["SecretCode"])
    house.call("VerifySoftwareToken", **token, UserCode=app.code(house.clock.now()))
    house.call("SetUserMFAPreference", **token, SoftwareTokenMfaSettings={"Enabled": True})
    house.clock.advance(90)
    challenge = arrival.sign_in(session)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    code = {"USERNAME": "marina", "SOFTWARE_TOKEN_MFA_CODE": app.code(house.clock.now())}
    answer = {"ClientId": arrival.client, "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": challenge["Session"]}
    assert house.call("RespondToAuthChallenge", **answer, ChallengeResponses=code)["AuthenticationResult"]


# --- ConfirmSignUp ---------------------------------------------------------------------------------------------------


def test_a_wrong_code_leaves_the_session_as_it_was(house: Any, arrival: Arrival) -> None:
    assert house.refusal("ConfirmSignUp", **arrival.confirmation(arrival.wrong_code())) == MISMATCH
    assert "AuthenticationResult" in arrival.sign_in(arrival.confirmed())


def test_a_user_is_confirmed_once(house: Any, arrival: Arrival) -> None:
    request = arrival.confirmation()
    answers = house.together("ConfirmSignUp", [request] * 10)
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 9
    text = "User cannot be confirmed. Current status is CONFIRMED"
    assert house.refusal("ConfirmSignUp", **request) == ("NotAuthorizedException", text)


@pytest.mark.parametrize("hidden", ["ENABLED", "LEGACY"])
def test_a_session_that_is_no_good_confirms_nobody(house: Any, hidden: str) -> None:
    """The right code is good afterwards; what is said does not depend on who exists."""
    arrival = arrive(house, {"PreventUserExistenceErrors": hidden})
    code, sessions = house.code(arrival.pool), arrive(house)
    foreign = arrival.sign_up("bruno")["Session"]
    for session in ("A" * 200, foreign, sessions.session, sessions.confirmed()):
        for name in ("marina", "nobody"):
            request = arrival.confirmation(code, name, Session=session)
            assert house.refusal("ConfirmSignUp", **request) == INVALID
    assert (arrival.status(), house.attributes(arrival.pool)["email_verified"]) == ("UNCONFIRMED", "false")
    house.clock.advance(180)
    assert house.refusal("ConfirmSignUp", **arrival.confirmation(code)) == EXPIRED
    assert arrival.status() == "UNCONFIRMED"
    request = arrival.confirmation(code)
    del request["Session"]
    house.call("ConfirmSignUp", **request)
    assert arrival.status() == "CONFIRMED"
