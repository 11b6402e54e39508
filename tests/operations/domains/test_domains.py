from __future__ import annotations

from typing import Any

import pytest

INVALID = "InvalidParameterException"
GONE = (INVALID, "No such domain or user pool exists.")
CUSTOM = {"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/tide"}


@pytest.fixture
def pool(house: Any) -> Any:
    pool_id: str = house.pool()
    yield pool_id
    described = house.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    for kind in ("Domain", "CustomDomain"):
        if kind in described:
            house.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain=described[kind])


def test_a_prefix_from_its_making_to_its_end(house: Any, pool: str) -> None:
    key = {"UserPoolId": pool, "Domain": "harbour-wall-7"}
    assert house.call("CreateUserPoolDomain", **key) == {"ManagedLoginVersion": 1}
    described = {
        "UserPoolId": pool,
        "AWSAccountId": "000000000000",
        "Domain": "harbour-wall-7",
        "Status": "ACTIVE",
        "ManagedLoginVersion": 1,
    }
    shown = house.call("DescribeUserPoolDomain", Domain="harbour-wall-7")["DomainDescription"]
    assert shown == described
    assert house.call("DescribeUserPool", UserPoolId=pool)["UserPool"]["Domain"] == "harbour-wall-7"
    assert house.call("UpdateUserPoolDomain", **key, ManagedLoginVersion=2) == {"ManagedLoginVersion": 2}
    assert house.call("UpdateUserPoolDomain", **key) == {"ManagedLoginVersion": 2}
    assert house.call("DeleteUserPoolDomain", **key) == {}
    assert house.call("DescribeUserPoolDomain", Domain="harbour-wall-7") == {"DomainDescription": {}}
    assert "Domain" not in house.call("DescribeUserPool", UserPoolId=pool)["UserPool"]
    for operation in ("UpdateUserPoolDomain", "DeleteUserPoolDomain"):
        assert house.refusal(operation, **key) == GONE


def test_a_custom_domain(house: Any, pool: str) -> None:
    key = {"UserPoolId": pool, "Domain": "auth.harbour.poolhouse.test"}
    made = house.call("CreateUserPoolDomain", **key, CustomDomainConfig=CUSTOM, ManagedLoginVersion=2)
    assert made == {"ManagedLoginVersion": 2, "CloudFrontDomain": "localhost"}
    newer = {**CUSTOM, "CertificateArn": CUSTOM["CertificateArn"] + "-2", "SecurityPolicy": "TLS_V1_3_2025"}
    assert house.call("UpdateUserPoolDomain", **key, CustomDomainConfig=newer) == made
    shown = house.call("DescribeUserPoolDomain", Domain=key["Domain"])["DomainDescription"]
    assert shown["CustomDomainConfig"] == newer
    assert shown["CloudFrontDistribution"] == "localhost"
    assert house.call("DescribeUserPool", UserPoolId=pool)["UserPool"]["CustomDomain"] == key["Domain"]


def test_a_pool_has_one_of_each_kind(house: Any, pool: str) -> None:
    house.call("CreateUserPoolDomain", UserPoolId=pool, Domain="one-prefix")
    house.call("CreateUserPoolDomain", UserPoolId=pool, Domain="one.poolhouse.test", CustomDomainConfig=CUSTOM)
    again = (INVALID, "User pool already has a domain configured.")
    assert house.refusal("CreateUserPoolDomain", UserPoolId=pool, Domain="other-prefix") == again
    other = {"UserPoolId": pool, "Domain": "other.poolhouse.test", "CustomDomainConfig": CUSTOM}
    assert house.refusal("CreateUserPoolDomain", **other) == again


def test_a_domain_of_another_pool(house: Any, pool: str) -> None:
    other = house.pool()
    house.call("CreateUserPoolDomain", UserPoolId=pool, Domain="taken-prefix")
    key = {"UserPoolId": other, "Domain": "taken-prefix"}
    taken = (INVALID, "Domain already associated with another user pool.")
    assert house.refusal("CreateUserPoolDomain", **key) == taken
    for operation in ("UpdateUserPoolDomain", "DeleteUserPoolDomain"):
        assert house.refusal(operation, **key) == GONE
    assert house.call("DescribeUserPoolDomain", Domain="taken-prefix")["DomainDescription"]["UserPoolId"] == pool


@pytest.mark.parametrize("name", ["Harbour", "harbour_wall", "-harbour", "harbour-", "harbour.wall", "hàrbour"])
def test_characters_of_a_prefix(house: Any, pool: str, name: str) -> None:
    error, text = house.refusal("CreateUserPoolDomain", UserPoolId=pool, Domain=name)
    assert error == INVALID
    assert text.startswith("The domain name contains an invalid character.")
    assert text.endswith(r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$")


@pytest.mark.parametrize("word", ["aws", "amazon", "cognito"])
def test_words_that_a_prefix_must_not_hold(house: Any, pool: str, word: str) -> None:
    refused = house.refusal("CreateUserPoolDomain", UserPoolId=pool, Domain=f"my-{word}-pool")
    assert refused == (INVALID, f"Domain cannot contain reserved word: {word}")


@pytest.mark.parametrize("name", ["harbour", "harbour..test", ".test", "harbour.test.", "Harbour.test", "a b.test"])
def test_names_that_are_no_host(house: Any, pool: str, name: str) -> None:
    refused = house.refusal("CreateUserPoolDomain", UserPoolId=pool, Domain=name, CustomDomainConfig=CUSTOM)
    assert refused[0] == INVALID


def test_a_domain_that_is_too_long(house: Any, pool: str) -> None:
    refused = house.refusal("CreateUserPoolDomain", UserPoolId=pool, Domain="a" * 64)
    assert refused[0] == INVALID
    assert "length less than or equal to 63" in refused[1]


def test_versions_of_the_pages(house: Any, pool: str) -> None:
    key = {"UserPoolId": pool, "Domain": "versions"}
    assert house.refusal("CreateUserPoolDomain", **key, ManagedLoginVersion=3)[0] == INVALID
    house.call("CreateUserPoolDomain", **key)
    assert house.refusal("UpdateUserPoolDomain", **key, ManagedLoginVersion=0)[0] == INVALID


def test_managed_login_is_not_in_the_smallest_plan(house: Any) -> None:
    lite = house.pool(UserPoolTier="LITE")
    refused = house.refusal("CreateUserPoolDomain", UserPoolId=lite, Domain="small", ManagedLoginVersion=2)
    assert refused[0] == "FeatureUnavailableInTierException"


def test_a_prefix_takes_no_certificate(house: Any, pool: str) -> None:
    key = {"UserPoolId": pool, "Domain": "plain"}
    house.call("CreateUserPoolDomain", **key)
    assert house.refusal("UpdateUserPoolDomain", **key, CustomDomainConfig=CUSTOM)[0] == INVALID


def test_replicas_are_not_built(house: Any, pool: str) -> None:
    routing = {"Failover": {"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "1" * 32}}
    request = {"UserPoolId": pool, "Domain": "spread", "Routing": routing}
    response = house.respond("CreateUserPoolDomain", request)
    assert (response.status_code, response.json()["__type"]) == (501, "NotImplementedException")


def test_a_pool_with_a_domain_stays(house: Any, pool: str) -> None:
    house.call("CreateUserPoolDomain", UserPoolId=pool, Domain="anchored")
    text = "User pool cannot be deleted. It has a domain configured that should be deleted first."
    assert house.refusal("DeleteUserPool", UserPoolId=pool) == (INVALID, text)
    house.call("DescribeUserPool", UserPoolId=pool)


def test_an_unknown_pool(house: Any) -> None:
    refused = house.refusal("CreateUserPoolDomain", UserPoolId="us-east-1_Nobody000", Domain="harbour")
    assert refused == ("ResourceNotFoundException", "User pool us-east-1_Nobody000 does not exist.")
