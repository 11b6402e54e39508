"""AdminLinkProviderForUser and AdminDisableProviderForUser. That federated sign-ins then land in the linked profile is
seen in the tests of federation."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

INVALID = "InvalidParameterException"
DETAILS = {
    "client_id": "keeper",
    "authorize_scopes": "openid email",
    "oidc_issuer": "https://lighthouse.poolhouse.test",
    "attributes_request_method": "GET",
}
SUBJECT = "Cognito_Subject"


@pytest.fixture
def pool(house: Any) -> str:
    pool_id: str = house.pool()
    house.call(
        "CreateIdentityProvider",
        UserPoolId=pool_id,
        ProviderName="Lighthouse",
        ProviderType="OIDC",
        ProviderDetails=DETAILS,
        AttributeMapping={"email": "mail"},
    )
    house.user(pool_id, email="marina@poolhouse.test")
    return pool_id


def named(provider: str, value: str, attribute: str | None = None) -> dict[str, str]:
    user = {"ProviderName": provider, "ProviderAttributeValue": value}
    return user if attribute is None else {**user, "ProviderAttributeName": attribute}


def link(pool: str, source: dict[str, str], destination: dict[str, str] | None = None) -> dict[str, Any]:
    destination = destination or named("Cognito", "marina")
    return {"UserPoolId": pool, "DestinationUser": destination, "SourceUser": source}


def identities(house: Any, pool: str, name: str = "marina") -> list[dict[str, Any]]:
    text = house.attributes(pool, name).get("identities")
    found: list[dict[str, Any]] = msgspec.json.decode(text) if text else []
    return found


def test_a_linked_identity_shows_in_the_users_attributes_and_token(house: Any, pool: str) -> None:
    house.call("AdminLinkProviderForUser", **link(pool, named("Lighthouse", "keeper-1", SUBJECT)))
    made = int(house.clock.now() * 1000)
    assert identities(house, pool) == [
        {
            "userId": "keeper-1",
            "providerName": "Lighthouse",
            "providerType": "OIDC",
            "issuer": None,
            "primary": False,
            "dateCreated": made,
        }
    ]
    token = house.claims(house.sign_in(house.client_id(pool))["IdToken"])
    assert token["identities"][0]["primary"] == "false"
    assert token["identities"][0]["dateCreated"] == str(made)


def test_a_subject_signs_in_one_user(house: Any, pool: str) -> None:
    source = named("Lighthouse", "keeper-1", SUBJECT)
    house.call("AdminLinkProviderForUser", **link(pool, source))
    again = house.refusal("AdminLinkProviderForUser", **link(pool, source))
    assert again == (INVALID, "SourceUser is already linked to DestinationUser")
    house.user(pool, "bruno")
    other = house.refusal("AdminLinkProviderForUser", **link(pool, source, named("Cognito", "bruno")))
    assert other[0] == INVALID
    assert "SourceUser that has not been signed up" in other[1]
    assert identities(house, pool, "bruno") == []


def test_an_identity_may_be_named_by_a_mapped_attribute(house: Any, pool: str) -> None:
    house.call("AdminLinkProviderForUser", **link(pool, named("Lighthouse", "keeper@poolhouse.test", "email")))
    assert identities(house, pool)[0]["userId"] == "keeper@poolhouse.test"
    refused = house.refusal("AdminLinkProviderForUser", **link(pool, named("Lighthouse", "Keeper", "name")))
    assert refused[0] == INVALID


def test_another_identity_of_the_destination_names_it_too(house: Any, pool: str) -> None:
    house.call("AdminLinkProviderForUser", **link(pool, named("Lighthouse", "keeper-1", SUBJECT)))
    second = link(pool, named("Lighthouse", "keeper-2", SUBJECT), named("Lighthouse", "keeper-1"))
    house.call("AdminLinkProviderForUser", **second)
    assert [each["userId"] for each in identities(house, pool)] == ["keeper-1", "keeper-2"]
    nobody = link(pool, named("Lighthouse", "keeper-3", SUBJECT), named("Lighthouse", "keeper-9"))
    assert house.refusal("AdminLinkProviderForUser", **nobody)[0] == "UserNotFoundException"


def test_a_user_has_five_identities_at_most(house: Any, pool: str) -> None:
    for number in range(5):
        house.call("AdminLinkProviderForUser", **link(pool, named("Lighthouse", f"keeper-{number}", SUBJECT)))
    refused = house.refusal("AdminLinkProviderForUser", **link(pool, named("Lighthouse", "keeper-5", SUBJECT)))
    assert refused[0] == "LimitExceededException"
    assert len(identities(house, pool)) == 5


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (named("Cognito", "bruno", SUBJECT), INVALID),
        ({"ProviderName": "Lighthouse"}, INVALID),
        ({"ProviderAttributeValue": "keeper-1"}, INVALID),
        (named("Beacon", "keeper-1", SUBJECT), "ResourceNotFoundException"),
    ],
)
def test_sources_that_are_none(house: Any, pool: str, source: dict[str, str], error: str) -> None:
    assert house.refusal("AdminLinkProviderForUser", **link(pool, source))[0] == error


def test_destinations_that_are_none(house: Any, pool: str) -> None:
    source = named("Lighthouse", "keeper-1", SUBJECT)
    refused = house.refusal("AdminLinkProviderForUser", **link(pool, source, named("Cognito", "nobody")))
    assert refused == ("UserNotFoundException", "User does not exist.")
    assert house.refusal("AdminLinkProviderForUser", **link(pool, source, {"ProviderName": "Cognito"}))[0] == INVALID


def test_a_link_that_ends(house: Any, pool: str) -> None:
    source = named("Lighthouse", "keeper-1", SUBJECT)
    house.call("AdminLinkProviderForUser", **link(pool, source))
    house.call("AdminLinkProviderForUser", **link(pool, named("Lighthouse", "keeper-2", SUBJECT)))
    house.call("AdminDisableProviderForUser", UserPoolId=pool, User=source)
    assert [each["userId"] for each in identities(house, pool)] == ["keeper-2"]
    again = house.refusal("AdminDisableProviderForUser", UserPoolId=pool, User=source)
    assert again == ("UserNotFoundException", "User does not exist.")
    house.user(pool, "bruno")
    house.call("AdminLinkProviderForUser", **link(pool, source, named("Cognito", "bruno")))
    assert [each["userId"] for each in identities(house, pool, "bruno")] == ["keeper-1"]


@pytest.mark.parametrize("ended", [SUBJECT, "email"])
@pytest.mark.parametrize("seconds_between", [0, 1])
def test_of_two_links_of_the_same_value_one_ends(house: Any, pool: str, ended: str, seconds_between: int) -> None:
    value, made = "keeper@poolhouse.test", {}
    for attribute in (SUBJECT, "email"):
        house.call("AdminLinkProviderForUser", **link(pool, named("Lighthouse", value, attribute)))
        made[attribute] = int(house.clock.now() * 1000)
        house.clock.advance(seconds_between)
    (other,) = made.keys() - {ended}
    house.call("AdminDisableProviderForUser", UserPoolId=pool, User=named("Lighthouse", value, ended))
    (left,) = identities(house, pool)
    assert (left["userId"], left["dateCreated"]) == (value, made[other])
    house.call("AdminDisableProviderForUser", UserPoolId=pool, User=named("Lighthouse", value, other))
    assert identities(house, pool) == []


def test_the_last_link_that_ends_leaves_no_attribute(house: Any, pool: str) -> None:
    source = named("Lighthouse", "keeper-1", SUBJECT)
    house.call("AdminLinkProviderForUser", **link(pool, source))
    house.call("AdminDisableProviderForUser", UserPoolId=pool, User=source)
    assert "identities" not in house.attributes(pool)


def test_a_local_user_whose_password_no_longer_counts(house: Any, pool: str) -> None:
    client = house.client_id(pool)
    house.sign_in(client)
    house.call("AdminDisableProviderForUser", UserPoolId=pool, User=named("Cognito", "marina", SUBJECT))
    user = house.call("AdminGetUser", UserPoolId=pool, Username="marina")
    assert (user["UserStatus"], user["Enabled"]) == ("EXTERNAL_PROVIDER", True)
    refused = house.refusal("InitiateAuth", **house.password_request(client))
    assert refused == ("NotAuthorizedException", "Incorrect username or password.")


def test_disabling_what_is_not_named(house: Any, pool: str) -> None:
    assert house.refusal("AdminDisableProviderForUser", UserPoolId=pool, User={})[0] == INVALID


def test_no_other_way_leads_back_to_a_password(house: Any) -> None:
    pool = house.pool()
    client = house.client_id(pool)
    house.user(pool, email="marina@poolhouse.test", email_verified="true")
    tokens = house.sign_in(client)
    house.call("ForgotPassword", ClientId=client, Username="marina")
    code = house.code(pool)
    house.call("AdminDisableProviderForUser", UserPoolId=pool, User=named("Cognito", "marina", SUBJECT))
    cannot = ("NotAuthorizedException", "User password cannot be reset in the current state.")
    assert house.refusal("ForgotPassword", ClientId=client, Username="marina") == cannot
    confirmation = {"ClientId": client, "Username": "marina", "ConfirmationCode": code, "Password": "Other-8-Wall"}
    assert house.refusal("ConfirmForgotPassword", **confirmation) == cannot
    change = {"AccessToken": tokens["AccessToken"], "ProposedPassword": "Other-8-Wall"}
    assert house.refusal("ChangePassword", **change)[0] == "NotAuthorizedException"
    assert house.call("AdminGetUser", UserPoolId=pool, Username="marina")["UserStatus"] == "EXTERNAL_PROVIDER"
