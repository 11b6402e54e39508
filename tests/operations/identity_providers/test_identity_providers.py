from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

INVALID = "InvalidParameterException"
OIDC = {
    "client_id": "keeper",
    "client_secret": "fake-lighthouse-secret",
    "authorize_scopes": "openid email",
    "oidc_issuer": "https://lighthouse.poolhouse.test",
    "attributes_request_method": "GET",
}
SOCIAL = {"client_id": "keeper", "client_secret": "fake-social-secret", "authorize_scopes": "email"}
APPLE = {
    "client_id": "test.poolhouse.keeper",
    "team_id": "TEAM",
    "key_id": "KEY",
    "private_key": "fake-apple-key",
    "authorize_scopes": "email name",
}
SAML = {"MetadataURL": "https://lighthouse.poolhouse.test/metadata"}

Refusal = Callable[..., tuple[str, str]]


@pytest.fixture
def pool(house: Any) -> str:
    pool_id: str = house.pool()
    return pool_id


def given(pool: str, name: str = "Lighthouse", kind: str = "OIDC", **members: Any) -> dict[str, Any]:
    return {"UserPoolId": pool, "ProviderName": name, "ProviderType": kind, "ProviderDetails": OIDC, **members}


@pytest.fixture
def create(house: Any, pool: str) -> Callable[..., dict[str, Any]]:
    def call(*name_and_type: str, **members: Any) -> dict[str, Any]:
        answer: dict[str, Any] = house.call("CreateIdentityProvider", **given(pool, *name_and_type, **members))
        return answer["IdentityProvider"]  # type: ignore[no-any-return]

    return call


@pytest.fixture
def refusal(house: Any, pool: str) -> Refusal:
    def call(*name_and_type: str, **members: Any) -> tuple[str, str]:
        refused: tuple[str, str] = house.refusal("CreateIdentityProvider", **given(pool, *name_and_type, **members))
        return refused

    return call


def test_a_provider_from_its_making_to_its_end(house: Any, pool: str, create: Callable[..., dict[str, Any]]) -> None:
    made = create(AttributeMapping={"email": "mail"}, IdpIdentifiers=["tower"], AcrMapping={"Level1": "low"})
    assert made == {
        **given(pool),
        "ProviderDetails": {**OIDC, "attributes_url_add_attributes": "false"},
        "AttributeMapping": {"email": "mail", "username": "sub"},
        "IdpIdentifiers": ["tower"],
        "AcrMapping": {"Level1": "low"},
        "CreationDate": house.clock.now(),
        "LastModifiedDate": house.clock.now(),
    }
    key = {"UserPoolId": pool, "ProviderName": "Lighthouse"}
    assert house.call("DescribeIdentityProvider", **key)["IdentityProvider"] == made
    by_identifier = house.call("GetIdentityProviderByIdentifier", UserPoolId=pool, IdpIdentifier="tower")
    assert by_identifier["IdentityProvider"] == made
    house.clock.advance(1)
    changed = house.call(
        "UpdateIdentityProvider", **key, ProviderDetails={**OIDC, "client_id": "warden"}, IdpIdentifiers=["lamp"]
    )["IdentityProvider"]
    assert changed["ProviderDetails"]["client_id"] == "warden"
    assert changed["IdpIdentifiers"] == ["lamp"]
    assert changed["AttributeMapping"] == made["AttributeMapping"]
    assert changed["LastModifiedDate"] == changed["CreationDate"] + 1
    unknown = "ResourceNotFoundException"
    refused = house.refusal("GetIdentityProviderByIdentifier", UserPoolId=pool, IdpIdentifier="tower")
    assert refused == (unknown, "Identity provider tower does not exist.")
    assert house.call("DeleteIdentityProvider", **key) == {}
    for operation in ("DescribeIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider"):
        assert house.refusal(operation, **key) == (unknown, "Identity provider Lighthouse does not exist.")


def test_a_member_that_an_update_gives_is_replaced_as_a_whole(
    house: Any, pool: str, create: Callable[..., dict[str, Any]]
) -> None:
    create(ProviderDetails={**OIDC, "jwks_uri": "https://lighthouse.poolhouse.test/keys"}, AcrMapping={"Level1": "x"})
    key = {"UserPoolId": pool, "ProviderName": "Lighthouse"}
    changed = house.call("UpdateIdentityProvider", **key, ProviderDetails=OIDC, AttributeMapping={}, AcrMapping={})
    assert "jwks_uri" not in changed["IdentityProvider"]["ProviderDetails"]
    assert "AcrMapping" not in changed["IdentityProvider"]
    refused = house.refusal("UpdateIdentityProvider", **key, ProviderDetails={"client_id": "keeper"})
    assert refused[0] == INVALID
    described = house.call("DescribeIdentityProvider", **key)["IdentityProvider"]
    assert described == changed["IdentityProvider"]


@pytest.mark.parametrize(
    ("name", "details", "token_url"),
    [
        ("Google", SOCIAL, "https://www.googleapis.com/oauth2/v4/token"),
        ("Facebook", {**SOCIAL, "api_version": "v21.0"}, "https://graph.facebook.com/v21.0/oauth/access_token"),
        ("LoginWithAmazon", SOCIAL, "https://api.amazon.com/auth/o2/token"),
        ("SignInWithApple", APPLE, "https://appleid.apple.com/auth/token"),
    ],
)
def test_social_providers_are_known(
    create: Callable[..., dict[str, Any]], name: str, details: dict[str, str], token_url: str
) -> None:
    made = create(name, name, ProviderDetails=details)
    assert made["ProviderDetails"]["token_url"] == token_url
    assert "private_key" not in made["ProviderDetails"]


def test_what_is_given_stands_over_what_is_known(create: Callable[..., dict[str, Any]]) -> None:
    here = "http://127.0.0.1:9500/token"
    assert create("Google", "Google", ProviderDetails={**SOCIAL, "token_url": here})["ProviderDetails"][
        "token_url"
    ] == (here)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Gogol", "Google"), ("Google", "OIDC"), ("COGNITO", "OIDC"), ("cognito", "SAML")],
)
def test_names_that_mean_something_else(refusal: Refusal, name: str, kind: str) -> None:
    assert refusal(name, kind, ProviderDetails=SOCIAL)[0] == INVALID


@pytest.mark.parametrize(
    ("kind", "name", "details", "missing"),
    [
        ("OIDC", "Lighthouse", OIDC, ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"]),
        ("Google", "Google", SOCIAL, ["client_id", "client_secret", "authorize_scopes"]),
        ("SignInWithApple", "SignInWithApple", APPLE, ["client_id", "team_id", "key_id", "private_key"]),
    ],
)
def test_details_that_a_type_needs(
    refusal: Refusal, kind: str, name: str, details: dict[str, str], missing: list[str]
) -> None:
    for left_out in missing:
        rest = {key: value for key, value in details.items() if key != left_out}
        assert refusal(name, kind, ProviderDetails=rest) == (
            INVALID,
            f"Missing required provider details for {kind}: {left_out}.",
        )


def test_a_public_client_needs_no_secret(create: Callable[..., dict[str, Any]]) -> None:
    public = {name: value for name, value in OIDC.items() if name != "client_secret"}
    assert "client_secret" not in create(ProviderDetails=public)["ProviderDetails"]


@pytest.mark.parametrize("details", [{}, {**SAML, "MetadataFile": "<EntityDescriptor/>"}, {"MetadataURL": ""}])
def test_saml_needs_one_source_of_metadata(refusal: Refusal, details: dict[str, str]) -> None:
    assert refusal("Buoy", "SAML", ProviderDetails=details)[0] == INVALID


METADATA = '<md:%s xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>'


@pytest.mark.parametrize(
    "document",
    [
        "no xml",
        "<x/>",
        "<EntityDescriptor/>",
        "<md:EntityDescriptor/>",
        METADATA % "Organization",
        (METADATA % "EntityDescriptor")[:-2],
        '<!DOCTYPE a [<!ENTITY b "c">]>' + METADATA % "EntityDescriptor",
        '<?xml version="1.0" encoding="utf-16"?>' + METADATA % "EntityDescriptor",
        "\x00",
    ],
)
def test_a_file_that_is_no_metadata(house: Any, pool: str, refusal: Refusal, document: str) -> None:
    text = "MetadataFile is not the SAML 2.0 metadata of an identity provider."
    assert refusal("Buoy", "SAML", ProviderDetails={"MetadataFile": document}) == (INVALID, text)
    house.call("CreateIdentityProvider", **given(pool, "Buoy", "SAML", ProviderDetails=SAML))
    named = {"UserPoolId": pool, "ProviderName": "Buoy"}
    refused = house.refusal("UpdateIdentityProvider", **named, ProviderDetails={"MetadataFile": document})
    assert refused == (INVALID, text)
    assert house.call("DescribeIdentityProvider", **named)["IdentityProvider"]["ProviderDetails"] == SAML


@pytest.mark.parametrize("root", ["EntityDescriptor", "EntitiesDescriptor"])
@pytest.mark.parametrize("before", ["", '<?xml version="1.0" encoding="UTF-8"?>\n<!-- exported -->\n'])
def test_a_file_of_metadata(create: Callable[..., dict[str, Any]], root: str, before: str) -> None:
    details = {"MetadataFile": before + METADATA % root}
    assert create("Buoy", "SAML", ProviderDetails=details)["ProviderDetails"] == details


def test_a_saml_provider(create: Callable[..., dict[str, Any]]) -> None:
    made = create("Buoy", "SAML", ProviderDetails=SAML, AttributeMapping={"email": "urn:oid:mail"})
    assert made["ProviderDetails"] == SAML
    assert made["AttributeMapping"] == {"email": "urn:oid:mail"}


@pytest.mark.parametrize(
    "url",
    [
        "http://lighthouse.poolhouse.test",
        "file:///etc/hosts",
        "javascript:alert(1)",
        "https://",
        "https://keeper@lighthouse.poolhouse.test",
        "https://lighthouse.poolhouse.test#top",
        "https://[",
        "https://lighthouse.poolhouse.test:99999",
        "https://lighthouse.poolhouse.test/\r\nset-cookie:a=b",
        "https://light\nhouse.poolhouse.test",
        "\thttps://lighthouse.poolhouse.test",
        "https://lighthouse.poolhouse.test/a b",
        "https://leuchtt\u00fcrme.poolhouse.test",
    ],
)
def test_addresses_that_secrets_must_not_travel_to(refusal: Refusal, url: str) -> None:
    for name in ("oidc_issuer", "token_url", "jwks_uri", "authorize_url", "attributes_url"):
        assert refusal(ProviderDetails={**OIDC, name: url})[0] == INVALID


def test_a_version_that_would_break_the_address_it_stands_in(refusal: Refusal) -> None:
    details = {**SOCIAL, "api_version": "v21.0\r\nset-cookie: a=b"}
    assert refusal("Facebook", "Facebook", ProviderDetails=details)[0] == INVALID


def test_a_provider_on_this_machine_may_do_without_encryption(create: Callable[..., dict[str, Any]]) -> None:
    create(ProviderDetails={**OIDC, "oidc_issuer": "http://localhost:9500/us-east-1_Example00"})


def test_a_method_that_no_provider_speaks(refusal: Refusal) -> None:
    assert refusal(ProviderDetails={**OIDC, "attributes_request_method": "PUT"})[0] == INVALID


@pytest.mark.parametrize("attribute", ["custom:nope", "nope", "sub", "identities"])
def test_attributes_that_no_provider_writes(house: Any, pool: str, refusal: Refusal, attribute: str) -> None:
    text = f"Invalid attribute mapping: {attribute} cannot be mapped."
    assert refusal(AttributeMapping={attribute: "claim"}) == (INVALID, text)


def test_the_user_name_is_always_the_subject(refusal: Refusal, create: Callable[..., dict[str, Any]]) -> None:
    assert refusal(AttributeMapping={"username": "email"})[0] == INVALID
    assert create(AttributeMapping={"username": "sub"})["AttributeMapping"] == {"username": "sub"}


def test_custom_attributes_may_be_mapped(house: Any) -> None:
    pool = house.pool(Schema=[{"Name": "tier", "AttributeDataType": "String"}])
    made = house.call("CreateIdentityProvider", **given(pool, AttributeMapping={"custom:tier": "level"}))
    assert made["IdentityProvider"]["AttributeMapping"]["custom:tier"] == "level"


def test_levels_of_authentication_are_for_oidc(refusal: Refusal) -> None:
    assert refusal("Buoy", "SAML", ProviderDetails=SAML, AcrMapping={"Level1": "low"})[0] == INVALID


def test_names_and_identifiers_are_unique(
    house: Any, pool: str, create: Callable[..., dict[str, Any]], refusal: Refusal
) -> None:
    create(IdpIdentifiers=["tower"])
    assert refusal()[0] == "DuplicateProviderException"
    assert refusal("Beacon", IdpIdentifiers=["tower"])[0] == "DuplicateProviderException"
    create("Beacon")
    taken = house.refusal("UpdateIdentityProvider", UserPoolId=pool, ProviderName="Beacon", IdpIdentifiers=["tower"])
    assert taken[0] == "DuplicateProviderException"
    assert house.call("DescribeIdentityProvider", UserPoolId=pool, ProviderName="Beacon")["IdentityProvider"][
        "IdpIdentifiers"
    ] == ([])


def test_listing_in_pages_shows_no_details(house: Any, pool: str, create: Callable[..., dict[str, Any]]) -> None:
    for name in ("Beacon", "Lighthouse", "Pier"):
        create(name)
    first = house.call("ListIdentityProviders", UserPoolId=pool, MaxResults=2)
    rest = house.call("ListIdentityProviders", UserPoolId=pool, MaxResults=2, NextToken=first["NextToken"])
    assert [each["ProviderName"] for each in first["Providers"] + rest["Providers"]] == ["Beacon", "Lighthouse", "Pier"]
    assert "NextToken" not in rest
    assert first["Providers"][0].keys() == {"ProviderName", "ProviderType", "CreationDate", "LastModifiedDate"}


def test_a_pool_has_three_hundred_providers_at_most(create: Callable[..., dict[str, Any]], refusal: Refusal) -> None:
    for number in range(300):
        create(f"Beacon{number}")
    assert refusal("Beacon300")[0] == "LimitExceededException"


def test_a_client_may_name_a_provider_that_exists(house: Any, pool: str, create: Callable[..., dict[str, Any]]) -> None:
    create()
    client = house.client(pool, SupportedIdentityProviders=["COGNITO", "Lighthouse"])
    assert client["SupportedIdentityProviders"] == ["COGNITO", "Lighthouse"]


def test_clients_no_longer_name_a_provider_that_is_gone(
    house: Any, pool: str, create: Callable[..., dict[str, Any]]
) -> None:
    create()
    create("Beacon")
    lists: list[list[str] | None] = [["COGNITO", "Lighthouse", "Beacon"], ["Lighthouse"], ["Beacon"], None]
    clients = [
        house.client(pool, **({} if names is None else {"SupportedIdentityProviders": names})) for names in lists
    ]
    elsewhere = house.pool()
    house.call("CreateIdentityProvider", **given(elsewhere))
    foreign = house.client(elsewhere, SupportedIdentityProviders=["Lighthouse"])
    house.clock.advance(1)
    house.call("DeleteIdentityProvider", UserPoolId=pool, ProviderName="Lighthouse")

    def described(client: dict[str, Any]) -> dict[str, Any]:
        named = {"UserPoolId": client["UserPoolId"], "ClientId": client["ClientId"]}
        found: dict[str, Any] = house.call("DescribeUserPoolClient", **named)["UserPoolClient"]
        return found

    left = [described(client).get("SupportedIdentityProviders") for client in clients]
    assert left == [["COGNITO", "Beacon"], [], ["Beacon"], None]
    changed = [described(client)["LastModifiedDate"] > client["LastModifiedDate"] for client in clients]
    assert changed == [True, True, False, False]
    assert described(foreign) == foreign
    # What is described can be sent back, as consoles do.
    named = {"UserPoolId": pool, "ClientId": clients[0]["ClientId"]}
    house.call("UpdateUserPoolClient", **named, SupportedIdentityProviders=left[0])


def test_every_page_of_clients_is_seen(house: Any, pool: str, create: Callable[..., dict[str, Any]]) -> None:
    create()
    made = [house.client_id(pool, SupportedIdentityProviders=["Lighthouse"]) for _ in range(101)]
    house.call("DeleteIdentityProvider", UserPoolId=pool, ProviderName="Lighthouse")
    for client_id in made:
        client = house.call("DescribeUserPoolClient", UserPoolId=pool, ClientId=client_id)["UserPoolClient"]
        assert client["SupportedIdentityProviders"] == []


def test_an_unknown_pool(house: Any) -> None:
    for operation, members in {
        "CreateIdentityProvider": given("us-east-1_Nobody000"),
        "ListIdentityProviders": {"UserPoolId": "us-east-1_Nobody000"},
        "DescribeIdentityProvider": {"UserPoolId": "us-east-1_Nobody000", "ProviderName": "Lighthouse"},
    }.items():
        assert house.refusal(operation, **members)[1] == "User pool us-east-1_Nobody000 does not exist."
