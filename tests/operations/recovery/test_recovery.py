from __future__ import annotations

from typing import Any

import pytest

INVALID = "InvalidParameterException"
EMAIL, PHONE = "marina@poolhouse.test", "+15555550123"
NEW = "Second-Pier-8"
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")


class Quay:
    def __init__(self, house: Any, *, hidden: bool = False, user: bool = True, **settings: Any) -> None:
        self.house = house
        self.pool = house.pool(**settings)
        self.client = house.client_id(self.pool, PreventUserExistenceErrors="ENABLED" if hidden else "LEGACY")
        if user:
            house.user(self.pool, email=EMAIL, email_verified="true")

    def asked(self, name: str = "marina") -> dict[str, str]:
        return {"ClientId": self.client, "Username": name}

    def forgot(self, name: str = "marina") -> Any:
        return self.house.call("ForgotPassword", **self.asked(name))["CodeDeliveryDetails"]

    def answer(self, code: str, name: str = "marina", password: str = NEW) -> dict[str, str]:
        return self.asked(name) | {"ConfirmationCode": code, "Password": password}

    def wrong(self) -> str:
        return f"{(int(self.house.code(self.pool)) + 1) % 1000000:06}"


def test_from_request_to_sign_in(house: Any) -> None:
    quay = Quay(house)
    details = {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "m***@p***"}
    assert quay.forgot() == details
    code = house.code(quay.pool)
    assert len(code) == 6
    assert house.refusal("ConfirmForgotPassword", **quay.answer(quay.wrong())) == MISMATCH
    assert house.call("ConfirmForgotPassword", **quay.answer(code)) == {}
    assert "AccessToken" in house.sign_in(quay.client, password=NEW)
    assert house.refusal("InitiateAuth", **house.password_request(quay.client)) == INCORRECT
    assert house.refusal("ConfirmForgotPassword", **quay.answer(code)) == EXPIRED


def test_a_code_lives_an_hour(house: Any) -> None:
    quay = Quay(house)
    quay.forgot()
    house.clock.advance(3599)
    assert house.refusal("ConfirmForgotPassword", **quay.answer(quay.wrong())) == MISMATCH
    house.clock.advance(1)
    assert house.refusal("ConfirmForgotPassword", **quay.answer(house.code(quay.pool))) == EXPIRED


def test_without_a_request(house: Any) -> None:
    assert house.refusal("ConfirmForgotPassword", **Quay(house).answer("123456")) == EXPIRED


def test_a_refused_password_leaves_the_code(house: Any) -> None:
    quay = Quay(house, Policies={"PasswordPolicy": {"PasswordHistorySize": 1}})
    quay.forgot()
    code = house.code(quay.pool)
    weak = ("InvalidPasswordException", "Password does not conform to policy: Password not long enough")
    assert house.refusal("ConfirmForgotPassword", **quay.answer(code, password="Ab1!")) == weak
    used = house.refusal("ConfirmForgotPassword", **quay.answer(code, password=house.password))
    assert used[0] == "PasswordHistoryPolicyViolationException"
    house.call("ConfirmForgotPassword", **quay.answer(code))


def test_attempts_are_limited(house: Any) -> None:
    quay = Quay(house)
    quay.forgot()
    responses = house.together("ConfirmForgotPassword", [quay.answer(quay.wrong())] * 30)
    refusals = [house.error(response) for response in responses]
    assert (refusals.count(MISMATCH), refusals.count(LIMIT)) == (20, 10)
    assert house.refusal("ConfirmForgotPassword", **quay.answer(house.code(quay.pool))) == LIMIT


def test_requests_are_limited(house: Any) -> None:
    quay = Quay(house)
    for _ in range(20):
        quay.forgot()
    assert house.refusal("ForgotPassword", **quay.asked()) == LIMIT
    house.clock.advance(3600)
    quay.forgot()


def test_a_reset_opens_the_lock(house: Any) -> None:
    quay = Quay(house)
    for _ in range(5):
        house.refusal("InitiateAuth", **house.password_request(quay.client, password="Wrong-Word-1"))
    quay.forgot()
    house.call("ConfirmForgotPassword", **quay.answer(house.code(quay.pool)))
    assert "AccessToken" in house.sign_in(quay.client, password=NEW)


def test_a_reset_proves_the_address_it_was_sent_to(house: Any) -> None:
    quay = Quay(house)
    quay.forgot()
    code = house.code(quay.pool)
    changed = [{"Name": "email", "Value": "new@poolhouse.test"}]
    house.call("AdminUpdateUserAttributes", UserPoolId=quay.pool, Username="marina", UserAttributes=changed)
    house.call("ConfirmForgotPassword", **quay.answer(code))
    assert house.attributes(quay.pool)["email_verified"] == "false"


@pytest.mark.parametrize(
    ("mechanisms", "medium"),
    [
        (None, "SMS"),
        ([("verified_email", 1), ("verified_phone_number", 2)], "EMAIL"),
        ([("verified_phone_number", 1)], "SMS"),
        ([("verified_email", 2), ("verified_phone_number", 1)], "SMS"),
    ],
)
def test_the_channel(house: Any, mechanisms: Any, medium: str) -> None:
    listed = [{"Name": name, "Priority": priority} for name, priority in mechanisms or ()]
    quay = Quay(house, user=False, AccountRecoverySetting={"RecoveryMechanisms": listed} if listed else None)
    house.user(quay.pool, email=EMAIL, email_verified="true", phone_number=PHONE, phone_number_verified="true")
    assert quay.forgot()["DeliveryMedium"] == medium


def test_recovery_by_administrators_alone(house: Any) -> None:
    setting = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    quay = Quay(house, AccountRecoverySetting=setting)
    text = "Contact administrator to reset password."
    assert house.refusal("ForgotPassword", **quay.asked()) == ("NotAuthorizedException", text)


class TestStates:
    def test_no_verified_channel(self, house: Any) -> None:
        quay = Quay(house, user=False)
        house.user(quay.pool, email=EMAIL)
        text = "Cannot reset password for the user as there is no registered/verified email or phone_number"
        assert house.refusal("ForgotPassword", **quay.asked()) == (INVALID, text)

    def test_a_temporary_password(self, house: Any) -> None:
        quay = Quay(house, user=False)
        house.call("AdminCreateUser", UserPoolId=quay.pool, Username="marina")
        text = "User password cannot be reset in the current state."
        assert house.refusal("ForgotPassword", **quay.asked()) == ("NotAuthorizedException", text)

    def test_a_disabled_user(self, house: Any) -> None:
        quay = Quay(house)
        house.call("AdminDisableUser", UserPoolId=quay.pool, Username="marina")
        assert house.refusal("ForgotPassword", **quay.asked()) == ("NotAuthorizedException", "User is disabled.")

    def test_unknown(self, house: Any) -> None:
        quay = Quay(house)
        missing = ("UserNotFoundException", "Username/client id combination not found.")
        assert house.refusal("ForgotPassword", **quay.asked("nobody")) == missing
        unknown = ("UserNotFoundException", "User does not exist.")
        assert house.refusal("ConfirmForgotPassword", **quay.answer("123456", "nobody")) == unknown


class TestHidden:
    """A client that hides who exists learns nothing from recovery."""

    def conversation(self, quay: Quay, name: str) -> list[Any]:
        house = quay.house
        weak = house.refusal("ConfirmForgotPassword", **quay.answer("12345x", name, "Ab1!"))
        early = house.refusal("ConfirmForgotPassword", **quay.answer("12345x", name))
        details = quay.forgot(name)
        wrong = house.refusal("ConfirmForgotPassword", **quay.answer("12345x", name))
        house.clock.advance(3600)
        late = house.refusal("ConfirmForgotPassword", **quay.answer("12345x", name))
        return [weak, early, sorted(details), details["DeliveryMedium"], wrong, late]

    def test_unknown_disabled_and_unreachable_users_look_like_others(self, house: Any) -> None:
        quay = Quay(house, hidden=True)
        house.user(quay.pool, "disabled", email="d@poolhouse.test", email_verified="true")
        house.call("AdminDisableUser", UserPoolId=quay.pool, Username="disabled")
        house.user(quay.pool, "unreachable")
        known = self.conversation(quay, "marina")
        assert [error[0] for error in (known[0], known[1], known[4], known[5])] == [
            *("InvalidPasswordException", "ExpiredCodeException"),
            *("CodeMismatchException", "ExpiredCodeException"),
        ]
        for name in ("nobody", "disabled", "unreachable"):
            assert self.conversation(quay, name) == known, name
        assert {message["username"] for message in house.messages(quay.pool)} == {"marina"}

    def test_details_are_stable(self, house: Any) -> None:
        quay = Quay(house, hidden=True)
        assert quay.forgot("nobody") == quay.forgot("nobody")
        assert quay.forgot("a@b.test")["Destination"] == "a***@b***"

    def test_limits_are_alike(self, house: Any) -> None:
        quay = Quay(house, hidden=True)
        for name in ("marina", "nobody"):
            for _ in range(20):
                quay.forgot(name)
            assert house.refusal("ForgotPassword", **quay.asked(name)) == LIMIT


class TestChangePassword:
    def body(self, token: str, old: str, new: str = NEW) -> dict[str, str]:
        return {"AccessToken": token, "PreviousPassword": old, "ProposedPassword": new}

    def test_change(self, house: Any) -> None:
        quay = Quay(house)
        token = house.sign_in(quay.client)["AccessToken"]
        assert house.refusal("ChangePassword", **self.body(token, "Wrong-Word-1")) == INCORRECT
        weak = ("InvalidPasswordException", "Password does not conform to policy: Password not long enough")
        assert house.refusal("ChangePassword", **self.body(token, house.password, "Ab1!")) == weak
        assert house.call("ChangePassword", **self.body(token, house.password)) == {}
        assert "AccessToken" in house.sign_in(quay.client, password=NEW)
        assert house.refusal("InitiateAuth", **house.password_request(quay.client)) == INCORRECT

    def test_attempts_are_limited(self, house: Any) -> None:
        quay = Quay(house)
        token = house.sign_in(quay.client)["AccessToken"]
        for _ in range(5):
            assert house.refusal("ChangePassword", **self.body(token, "Wrong-Word-1")) == INCORRECT
        assert house.refusal("ChangePassword", **self.body(token, house.password)) == LIMIT

    def test_history(self, house: Any) -> None:
        quay = Quay(house, Policies={"PasswordPolicy": {"PasswordHistorySize": 3}})
        token = house.sign_in(quay.client)["AccessToken"]
        refusal = house.refusal("ChangePassword", **self.body(token, house.password, house.password))
        assert refusal[0] == "PasswordHistoryPolicyViolationException"
