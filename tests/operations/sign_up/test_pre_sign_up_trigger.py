"""The pre sign-up trigger at SignUp and AdminCreateUser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSWORD, House

ARN = "arn:aws:lambda:us-east-1:000000000000:function:judge"
EMAIL = {"Name": "email", "Value": "nemo@poolhouse.test"}


@pytest.fixture(scope="session")
def judged(make_house: Callable[..., House]) -> House:
    return make_house(judge=Path(__file__).parent / "handlers" / "judge.mjs")


@pytest.fixture
def make_pool(judged: House) -> Callable[..., str]:
    return lambda **settings: judged.pool(LambdaConfig={"PreSignUp": ARN}, **settings)


def data(**members: Any) -> list[dict[str, str]]:
    return [
        {"Name": name, "Value": value if isinstance(value, str) else json.dumps(value)}
        for name, value in members.items()
    ]


def sign_up(client_id: str, name: str = "nemo", **more: Any) -> dict[str, Any]:
    asked = {"ClientId": client_id, "Username": name, "Password": PASSWORD, "UserAttributes": [EMAIL]}
    return {**asked, **more}


def shown(refusal: tuple[str, str]) -> dict[str, Any]:
    kind, text = refusal
    assert kind == "UserLambdaValidationException"
    event: dict[str, Any] = json.loads(text.removeprefix("PreSignUp failed with error ").removesuffix("."))
    return event


def test_the_event_of_a_sign_up(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool()
    client = judged.client_id(pool)
    asked = sign_up(client, ValidationData=data(show="yes", ship="Nautilus"), ClientMetadata={"quay": "3"})
    event = shown(judged.refusal("SignUp", **asked))
    assert event == {
        "version": "1",
        "triggerSource": "PreSignUp_SignUp",
        "region": "us-east-1",
        "userPoolId": pool,
        "userName": "nemo",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client},
        "request": {
            "userAttributes": {"email": "nemo@poolhouse.test"},
            "validationData": {"show": "yes", "ship": "Nautilus"},
            "clientMetadata": {"quay": "3"},
        },
        "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    }


def test_the_event_of_a_user_made_by_an_administrator(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool()
    asked = {"UserPoolId": pool, "Username": "nemo", "UserAttributes": [EMAIL], "ValidationData": data(show="yes")}
    event = shown(judged.refusal("AdminCreateUser", **asked))
    assert event["triggerSource"] == "PreSignUp_AdminCreateUser"
    assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert event["request"] == {"userAttributes": {"email": "nemo@poolhouse.test"}, "validationData": {"show": "yes"}}
    assert judged.call("ListUsers", UserPoolId=pool)["Users"] == []


def test_without_validation_data_the_member_is_null(make_house: Callable[..., House], judged: House) -> None:
    pool = judged.pool(LambdaConfig={"PreSignUp": ARN})
    assert judged.call("SignUp", **sign_up(judged.client_id(pool)))["UserConfirmed"] is False


def test_a_refusal_leaves_no_user(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool()
    asked = sign_up(judged.client_id(pool), ValidationData=data(refuse="no captains"))
    assert judged.refusal("SignUp", **asked) == (
        "UserLambdaValidationException",
        "PreSignUp failed with error no captains.",
    )
    assert judged.call("ListUsers", UserPoolId=pool)["Users"] == []
    assert judged.messages(pool) == []


def test_a_confirmed_user_signs_in_without_a_code(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool(AutoVerifiedAttributes=["email"])
    client = judged.client_id(pool)
    answer = judged.call("SignUp", **sign_up(client, ValidationData=data(answer={"autoConfirmUser": True})))
    assert answer["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in answer
    assert judged.messages(pool) == []
    assert judged.sign_in(client, "nemo")["AccessToken"]
    assert judged.attributes(pool, "nemo")["email_verified"] == "false"


def test_a_verified_address_counts_at_once(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool(AliasAttributes=["email"])
    client = judged.client_id(pool)
    flags = {"autoConfirmUser": True, "autoVerifyEmail": True}
    judged.call("SignUp", **sign_up(client, ValidationData=data(answer=flags)))
    assert judged.attributes(pool, "nemo")["email_verified"] == "true"
    assert judged.sign_in(client, "nemo@poolhouse.test")["AccessToken"]


def test_a_verified_alias_moves_to_the_new_user(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool(AliasAttributes=["email"])
    client = judged.client_id(pool)
    judged.user(pool, "marina", email="nemo@poolhouse.test", email_verified="true")
    flags = {"autoConfirmUser": True, "autoVerifyEmail": True}
    judged.call("SignUp", **sign_up(client, ValidationData=data(answer=flags)))
    assert judged.attributes(pool, "marina")["email_verified"] == "false"
    assert judged.claims(judged.sign_in(client, "nemo@poolhouse.test")["AccessToken"])["username"] == "nemo"


def test_an_alias_that_is_not_verified_stays_where_it_is(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool(AliasAttributes=["email"])
    judged.user(pool, "marina", email="nemo@poolhouse.test", email_verified="true")
    asked = sign_up(judged.client_id(pool), ValidationData=data(answer={"autoConfirmUser": True}))
    assert judged.refusal("SignUp", **asked)[0] == "UsernameExistsException"


@pytest.mark.parametrize(
    "answer",
    [
        {"autoVerifyPhone": True},
        {"autoConfirmUser": "yes"},
        {"confirmed": True},
    ],
)
def test_an_answer_that_makes_no_sense_refuses_the_user(
    judged: House, make_pool: Callable[..., str], answer: dict[str, Any]
) -> None:
    pool = make_pool()
    asked = sign_up(judged.client_id(pool), ValidationData=data(answer=answer))
    assert judged.refusal("SignUp", **asked) == ("InvalidLambdaResponseException", "Unrecognizable lambda output")
    assert judged.call("ListUsers", UserPoolId=pool)["Users"] == []


def test_flags_do_not_count_where_an_administrator_makes_the_user(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool()
    flags = {"autoConfirmUser": True, "autoVerifyEmail": True}
    made = judged.call(
        "AdminCreateUser",
        UserPoolId=pool,
        Username="nemo",
        UserAttributes=[EMAIL],
        ValidationData=data(answer=flags),
        MessageAction="SUPPRESS",
    )
    assert made["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert "email_verified" not in judged.attributes(pool, "nemo")


def test_an_invitation_that_is_sent_again_asks_nobody(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool()
    judged.call("AdminCreateUser", UserPoolId=pool, Username="nemo", UserAttributes=[EMAIL])
    again = {"UserPoolId": pool, "Username": "nemo", "MessageAction": "RESEND", "ValidationData": data(refuse="no")}
    assert judged.call("AdminCreateUser", **again)["User"]["Username"] == "nemo"


def test_a_name_that_is_taken_is_refused_all_the_same(judged: House, make_pool: Callable[..., str]) -> None:
    pool = make_pool()
    judged.user(pool, "nemo")
    assert judged.refusal("SignUp", **sign_up(judged.client_id(pool)))[0] == "UsernameExistsException"
