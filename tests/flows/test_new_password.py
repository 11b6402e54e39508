"""NEW_PASSWORD_REQUIRED: the first sign-in with a temporary password."""

from __future__ import annotations

import json
from typing import Any

import pytest

INVALID = ("NotAuthorizedException", "Invalid session for the user.")
REUSED = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
NEW = "Second-Pier-8"
REQUIRED_NAME = [{"Name": "name", "Required": True, "AttributeDataType": "String"}]


class Newcomer:
    """A user made by an administrator, at the challenge."""

    def __init__(self, house: Any, *, attributes: dict[str, str] | None = None, **settings: Any) -> None:
        self.house = house
        self.pool = house.pool(**settings)
        self.client = house.client_id(self.pool)
        listed = [{"Name": name, "Value": value} for name, value in (attributes or {}).items()]
        house.call(
            "AdminCreateUser",
            UserPoolId=self.pool,
            Username="marina",
            UserAttributes=listed,
            TemporaryPassword=house.password,
        )

    def challenge(self, client: str | None = None) -> dict[str, Any]:
        answer: dict[str, Any] = self.house.call("InitiateAuth", **self.house.password_request(client or self.client))
        assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        return answer

    def answer(self, session: str, password: str = NEW, **responses: str) -> dict[str, Any]:
        given = {"USERNAME": "marina", "NEW_PASSWORD": password}
        return {
            "ClientId": self.client,
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": session,
            "ChallengeResponses": given | {name.replace("__", "."): value for name, value in responses.items()},
        }

    def respond(self, session: str, password: str = NEW, **responses: str) -> Any:
        return self.house.call("RespondToAuthChallenge", **self.answer(session, password, **responses))

    def refusal(self, session: str, password: str = NEW, **responses: str) -> Any:
        return self.house.refusal("RespondToAuthChallenge", **self.answer(session, password, **responses))

    def status(self) -> str:
        user = self.house.call("AdminGetUser", UserPoolId=self.pool, Username="marina")
        return str(user["UserStatus"])


def test_the_challenge_and_its_answer(house: Any) -> None:
    newcomer = Newcomer(house, attributes={"email": "marina@poolhouse.test"})
    challenge = newcomer.challenge()
    parameters = challenge["ChallengeParameters"]
    assert parameters["USER_ID_FOR_SRP"] == "marina"
    assert json.loads(parameters["requiredAttributes"]) == []
    assert json.loads(parameters["userAttributes"]) == {"email": "marina@poolhouse.test"}
    assert 20 <= len(challenge["Session"]) <= 2048
    result = newcomer.respond(challenge["Session"])["AuthenticationResult"]
    assert result.keys() == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}
    assert newcomer.status() == "CONFIRMED"
    assert "AccessToken" in house.sign_in(newcomer.client, password=NEW)
    old = house.refusal("InitiateAuth", **house.password_request(newcomer.client))
    assert old == ("NotAuthorizedException", "Incorrect username or password.")


def test_after_srp(house: Any) -> None:
    newcomer = Newcomer(house)
    proof = house.srp_proof(newcomer.pool, house.srp_start(newcomer.client))
    answer = {"ClientId": newcomer.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof}
    challenge = house.call("RespondToAuthChallenge", **answer)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert "AuthenticationResult" in newcomer.respond(challenge["Session"])


def test_the_new_password_may_equal_the_temporary_one(house: Any) -> None:
    newcomer = Newcomer(house)
    assert "AuthenticationResult" in newcomer.respond(newcomer.challenge()["Session"], house.password)


def test_a_history_of_passwords_counts_here_too(house: Any) -> None:
    newcomer = Newcomer(house, Policies={"PasswordPolicy": {"PasswordHistorySize": 2}})
    session = newcomer.challenge()["Session"]
    assert newcomer.refusal(session, house.password)[0] == "PasswordHistoryPolicyViolationException"
    assert "AuthenticationResult" in newcomer.respond(session)


def test_a_weak_password_leaves_the_challenge_open(house: Any) -> None:
    newcomer = Newcomer(house)
    session = newcomer.challenge()["Session"]
    weak = ("InvalidPasswordException", "Password does not conform to policy: Password not long enough")
    assert newcomer.refusal(session, "Ab1!") == weak
    assert newcomer.status() == "FORCE_CHANGE_PASSWORD"
    assert "AuthenticationResult" in newcomer.respond(session)


def test_sessions_count_once(house: Any) -> None:
    newcomer = Newcomer(house)
    first, second = newcomer.challenge()["Session"], newcomer.challenge()["Session"]
    newcomer.respond(first)
    assert newcomer.refusal(first) == REUSED
    assert newcomer.refusal(second) == REUSED


def test_of_parallel_answers_one_counts(house: Any) -> None:
    newcomer = Newcomer(house)
    body = newcomer.answer(newcomer.challenge()["Session"])
    responses = house.together("RespondToAuthChallenge", [body] * 10)
    assert [response.status_code for response in responses].count(200) == 1
    assert {house.error(response) for response in responses if response.status_code != 200} == {REUSED}


def test_sessions_expire(house: Any) -> None:
    newcomer = Newcomer(house)
    session = newcomer.challenge()["Session"]
    house.clock.advance(180)
    assert newcomer.refusal(session) == EXPIRED


def test_a_session_dies_with_its_temporary_password(house: Any) -> None:
    newcomer = Newcomer(house)
    session = newcomer.challenge()["Session"]
    again = {"UserPoolId": newcomer.pool, "Username": "marina", "Password": "Another-Temp-5", "Permanent": False}
    house.clock.advance(1)
    house.call("AdminSetUserPassword", **again)
    assert newcomer.refusal(session) == INVALID


def test_sessions_belong_to_user_client_and_step(house: Any) -> None:
    newcomer = Newcomer(house)
    house.call("AdminCreateUser", UserPoolId=newcomer.pool, Username="oskar", TemporaryPassword=house.password)
    session = newcomer.challenge()["Session"]
    assert newcomer.refusal(session, USERNAME="oskar") == INVALID
    other = house.client_id(newcomer.pool)
    assert newcomer.refusal(newcomer.challenge(other)["Session"]) == INVALID
    block = house.srp_start(newcomer.client)["SECRET_BLOCK"]
    assert newcomer.refusal(block) == INVALID
    assert newcomer.refusal("A" * 60) == INVALID
    body = newcomer.answer(session)
    del body["Session"]
    assert house.refusal("RespondToAuthChallenge", **body) == INVALID


def test_names_are_the_same_in_any_letter_case_where_the_pool_says_so(house: Any) -> None:
    insensitive = Newcomer(house, UsernameConfiguration={"CaseSensitive": False})
    answer = insensitive.respond(insensitive.challenge()["Session"], USERNAME="MARINA")
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"
    sensitive = Newcomer(house, UsernameConfiguration={"CaseSensitive": True})
    assert sensitive.refusal(sensitive.challenge()["Session"], USERNAME="MARINA") == INVALID


def test_a_disabled_user(house: Any) -> None:
    newcomer = Newcomer(house)
    session = newcomer.challenge()["Session"]
    house.call("AdminDisableUser", UserPoolId=newcomer.pool, Username="marina")
    assert newcomer.refusal(session) == ("NotAuthorizedException", "User is disabled.")


def test_required_attributes(house: Any) -> None:
    newcomer = Newcomer(house, Schema=REQUIRED_NAME)
    challenge = newcomer.challenge()
    assert json.loads(challenge["ChallengeParameters"]["requiredAttributes"]) == ["userAttributes.name"]
    session = challenge["Session"]
    missing = ("InvalidParameterException", "Invalid attributes given, name is missing")
    assert newcomer.refusal(session) == missing
    assert newcomer.refusal(session, userAttributes__name="") == missing
    assert "AuthenticationResult" in newcomer.respond(session, userAttributes__name="Marina")
    assert house.attributes(newcomer.pool)["name"] == "Marina"


def test_attributes_that_have_a_value_cannot_be_given_again(house: Any) -> None:
    newcomer = Newcomer(house, attributes={"email": "marina@poolhouse.test"})
    session = newcomer.challenge()["Session"]
    refusal = newcomer.refusal(session, userAttributes__email="marina@poolhouse.test")
    assert refusal == ("NotAuthorizedException", "Cannot modify an already provided email")


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("custom:nope", "x", "InvalidParameterException"),
        ("email_verified", "true", "NotAuthorizedException"),
        ("sub", "x", "NotAuthorizedException"),
        ("email", "no address", "InvalidParameterException"),
    ],
)
def test_attributes_that_do_not_fit(house: Any, name: str, value: str, error: str) -> None:
    newcomer = Newcomer(house)
    session = newcomer.challenge()["Session"]
    assert newcomer.refusal(session, **{f"userAttributes__{name}": value})[0] == error
    assert newcomer.status() == "FORCE_CHANGE_PASSWORD"


def test_attributes_that_the_client_may_not_write(house: Any) -> None:
    newcomer = Newcomer(house)
    newcomer.client = house.client_id(newcomer.pool, WriteAttributes=["email"])
    session = newcomer.challenge()["Session"]
    refusal = newcomer.refusal(session, userAttributes__nickname="Mari")
    assert refusal == ("NotAuthorizedException", "A client attempted to write unauthorized attribute")
