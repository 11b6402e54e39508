"""What users made by an administrator read."""

from __future__ import annotations

from typing import Any

import pytest

EMAIL, PHONE = "marina@poolhouse.test", "+15555550123"
TEMPLATE = {"EmailMessage": "{username} has {####}", "SMSMessage": "{username} has {####}"}


def invited(house: Any, pool: str, name: str, **members: Any) -> list[str]:
    """Who the new messages say that the user is."""
    before = len(house.messages(pool))
    house.call("AdminCreateUser", UserPoolId=pool, Username=name, **members)
    messages = house.messages(pool)[before:]
    assert all(message["body"].endswith(f" has {message['code']}") for message in messages)
    return [message["body"].partition(" has ")[0] for message in messages]


@pytest.fixture
def make_pool(house: Any) -> Any:
    def make(**settings: Any) -> str:
        pool: str = house.pool(AdminCreateUserConfig={"InviteMessageTemplate": TEMPLATE}, **settings)
        return pool

    return make


@pytest.mark.parametrize("name", [EMAIL, PHONE])
def test_people_read_the_address_they_sign_in_with(house: Any, make_pool: Any, name: str) -> None:
    pool = make_pool(UsernameAttributes=["email", "phone_number"])
    attributes = [{"Name": "email", "Value": EMAIL}, {"Name": "phone_number", "Value": PHONE}]
    everywhere = {"UserAttributes": attributes, "DesiredDeliveryMediums": ["EMAIL", "SMS"]}
    assert invited(house, pool, name, **everywhere) == [name, name]


def test_also_when_the_invitation_is_sent_again_by_the_id(house: Any, make_pool: Any) -> None:
    pool = make_pool(UsernameAttributes=["email"])
    assert invited(house, pool, EMAIL) == [EMAIL]
    sub = house.call("AdminGetUser", UserPoolId=pool, Username=EMAIL)["Username"]
    assert sub != EMAIL
    assert invited(house, pool, sub, MessageAction="RESEND") == [EMAIL]


def test_people_with_names_read_their_name(house: Any, make_pool: Any) -> None:
    pool = make_pool(AliasAttributes=["email"])
    verified = [{"Name": "email", "Value": EMAIL}, {"Name": "email_verified", "Value": "true"}]
    assert invited(house, pool, "marina", UserAttributes=verified) == ["marina"]
    assert invited(house, pool, EMAIL, MessageAction="RESEND") == ["marina"]
