"""GetClientToken: what the token endpoint gives for client credentials, by the API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

INVALID = "InvalidParameterException"
DENIED = "NotAuthorizedException"
BERTHS, TIDES, OTHER = (f"https://harbour.test/api/{name}" for name in ("berths.read", "tides.read", "other"))
TRIGGER = """
export const handler = async (event) => {
  if (event.request.clientMetadata?.fail) throw new Error("no token today");
  event.response = { claimsAndScopeOverrideDetails: { accessTokenGeneration: {
    claimsToAddOrOverride: { source: event.triggerSource, tenant: event.request.clientMetadata?.tenant },
  } } };
  return event;
};
"""


def make_machine(house: Any, pool: str, **settings: Any) -> dict[str, Any]:
    """``ClientId`` and ``Secret`` of a client that may use two of three scopes."""
    asked = {
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "GenerateSecret": True,
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": [BERTHS, TIDES],
        **settings,
    }
    made = house.client(pool, **asked)
    return {"ClientId": made["ClientId"], "Secret": made["ClientSecret"]}


def make_pool(house: Any, **settings: Any) -> str:
    pool_id: str = house.pool(**settings)
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("berths.read", "tides.read", "other")]
    server = {"UserPoolId": pool_id, "Identifier": "https://harbour.test/api", "Name": "Harbour", "Scopes": scopes}
    house.call("CreateResourceServer", **server)
    return pool_id


@pytest.fixture
def pool(house: Any) -> str:
    return make_pool(house)


@pytest.fixture
def machine(house: Any, pool: str) -> dict[str, Any]:
    return make_machine(house, pool)


def claims(house: Any, answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = house.claims(answer["ClientAuthenticationResult"]["AccessToken"])
    return found


def test_a_token_for_the_client_itself(house: Any, machine: dict[str, Any]) -> None:
    answer = house.call("GetClientToken", **machine)
    result = answer["ClientAuthenticationResult"]
    assert result.keys() == {"AccessToken", "ExpiresIn", "TokenType"}
    assert (result["ExpiresIn"], result["TokenType"]) == (3600, "Bearer")
    seen = claims(house, answer)
    assert (seen["sub"], seen["client_id"], seen["scope"]) == (*(machine["ClientId"],) * 2, f"{BERTHS} {TIDES}")
    assert claims(house, house.call("GetClientToken", **machine, Scopes=[TIDES]))["scope"] == TIDES


def test_callers_need_not_sign(house: Any, machine: dict[str, Any]) -> None:
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSCognitoIdentityProviderService.GetClientToken",
    }
    answer: httpx.Response = house.runner.run(house.http.post("/", json=machine, headers=headers))
    assert answer.status_code == 200


def test_the_same_claims_as_at_the_token_endpoint(house: Any, machine: dict[str, Any]) -> None:
    form = {"client_id": machine["ClientId"], "client_secret": machine["Secret"], "grant_type": "client_credentials"}
    there = house.runner.run(house.http.post("/oauth2/token", data=form)).json()
    at_endpoint = house.claims(there["access_token"])
    here = claims(house, house.call("GetClientToken", **machine))
    assert here | {"jti": ""} == at_endpoint | {"jti": ""}


def test_a_wrong_secret(house: Any, machine: dict[str, Any]) -> None:
    refused = house.refusal("GetClientToken", **{**machine, "Secret": "0" * 40})
    assert refused == (DENIED, f"Unable to verify the secret of client {machine['ClientId']}")


def test_an_unknown_client(house: Any) -> None:
    refused = house.refusal("GetClientToken", ClientId="nobody", Secret="0" * 40)
    assert refused == ("ResourceNotFoundException", "User pool client nobody does not exist.")


def test_a_client_without_a_secret(house: Any, pool: str) -> None:
    client = house.client_id(pool)
    assert house.refusal("GetClientToken", ClientId=client, Secret="0" * 40)[0] == DENIED


def test_a_client_without_the_flow(house: Any, pool: str) -> None:
    machine = make_machine(house, pool, ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    text = "CLIENT_TOKEN_AUTH flow not enabled for this client"
    assert house.refusal("GetClientToken", **machine) == (INVALID, text)


def test_scopes_that_the_client_does_not_get(house: Any, machine: dict[str, Any]) -> None:
    unknown = house.refusal("GetClientToken", **machine, Scopes=[BERTHS, "nobody/has"])
    assert unknown == (INVALID, "Invalid scope requested: nobody/has")
    refused = house.refusal("GetClientToken", **machine, Scopes=[BERTHS, OTHER])
    assert refused == (DENIED, f"Scope {OTHER} is not allowed for the client.")
    assert house.refusal("GetClientToken", **machine, Scopes=["openid"])[0] == INVALID


def test_a_scope_that_is_gone_is_left_out(house: Any, pool: str, machine: dict[str, Any]) -> None:
    scopes = [{"ScopeName": "tides.read", "ScopeDescription": "x"}]
    server = {"UserPoolId": pool, "Identifier": "https://harbour.test/api", "Name": "Harbour"}
    house.call("UpdateResourceServer", **server, Scopes=scopes)
    assert claims(house, house.call("GetClientToken", **machine, Scopes=[BERTHS, TIDES]))["scope"] == TIDES


def test_the_trigger(make_house: Callable[..., Any], tmp_path: Path) -> None:
    handler = tmp_path / "machine.mjs"
    handler.write_text(TRIGGER)
    house = make_house(machine=handler)
    arn = "arn:aws:lambda:us-east-1:000000000000:function:machine"
    config = {"PreTokenGenerationConfig": {"LambdaArn": arn, "LambdaVersion": "V3_0"}}
    machine = make_machine(house, make_pool(house, LambdaConfig=config))
    seen = claims(house, house.call("GetClientToken", **machine, ClientMetadata={"tenant": "tide"}))
    assert (seen["source"], seen["tenant"]) == ("TokenGeneration_ClientCredentials", "tide")
    refused = house.refusal("GetClientToken", **machine, ClientMetadata={"fail": "yes"})
    assert refused[0] == "UserLambdaValidationException"


def test_settings_that_go_with_the_flow(house: Any, pool: str) -> None:
    asked = {"UserPoolId": pool, "ClientName": "quay", "GenerateSecret": True}
    mixed = ["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]
    refused = house.refusal("CreateUserPoolClient", **asked, ExplicitAuthFlows=mixed)
    assert refused == (INVALID, "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.")
    asked |= {"GenerateSecret": False, "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"]}
    assert house.refusal("CreateUserPoolClient", **asked)[1] == "ALLOW_CLIENT_TOKEN_AUTH requires a client secret."
