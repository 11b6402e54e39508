"""Every trigger source, raised by the flow that raises it in AWS, and seen by one function; and what callers get to see
when it throws."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PASSWORD, House
from tests.oauth.conftest import CALLBACK, MakePort, Port, members
from tests.operations.devices.conftest import Device, Tracking

HANDLER = Path(__file__).parent / "handlers" / "seen.mjs"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:seen"
API, OPEN = ["aws.cognito.signin.user.admin"], ["openid", "email"]
REFUSED = "PreTokenGeneration failed with error not today <b>."


@pytest.fixture(scope="session")
def seeing(make_house: Callable[..., House]) -> House:
    return make_house(seen=HANDLER)


def with_function(version: str) -> dict[str, Any]:
    return {"LambdaConfig": {"PreTokenGenerationConfig": {"LambdaVersion": version, "LambdaArn": ARN}}}


@pytest.fixture
def make_seen(seeing: House, make_port: MakePort) -> Callable[..., Port]:
    """A pool of that house with the function in a version."""

    def make(version: str, **attributes: str) -> Port:
        devices = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
        port = make_port(
            house=seeing,
            pool={**with_function(version), "DeviceConfiguration": devices},
            attributes={"email": "marina@poolhouse.test", "email_verified": "true", **attributes},
        )
        seeing.call(
            "CreateGroup", UserPoolId=port.pool, GroupName="crew", RoleArn="arn:aws:iam::000000000000:role/crew"
        )
        seeing.call("AdminAddUserToGroup", UserPoolId=port.pool, Username="marina", GroupName="crew")
        return port

    return make


@pytest.mark.parametrize("version", ["V1_0", "V2_0", "V3_0"])
def test_sources_of_users(make_seen: Callable[..., Port], version: str) -> None:
    port = make_seen(version)
    house = port.house

    def seen(token: str) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(house.claims(token)["seen"])
        return event

    def event(source: str, scopes: list[str], **request: Any) -> dict[str, Any]:
        container = "claimsOverrideDetails" if version == "V1_0" else "claimsAndScopeOverrideDetails"
        role = "arn:aws:iam::000000000000:role/crew"
        return {
            "version": version[1],
            "triggerSource": f"TokenGeneration_{source}",
            "region": "us-east-1",
            "userPoolId": port.pool,
            "userName": "marina",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": port.client},
            "request": {
                "userAttributes": {
                    "sub": port.sub,
                    "cognito:user_status": "CONFIRMED",
                    "email": "marina@poolhouse.test",
                    "email_verified": "true",
                },
                "groupConfiguration": {
                    "groupsToOverride": ["crew"],
                    "iamRolesToOverride": [role],
                    "preferredRole": role,
                },
                **({} if version == "V1_0" else {"scopes": scopes}),
                **request,
            },
            "response": {container: None},
        }

    tracking = Tracking(house, port.pool, port.client, port.sub)
    password = tracking.sign_in()["AuthenticationResult"]
    assert seen(password["IdToken"]) == event("Authentication", API)

    metadata = password["NewDeviceMetadata"]
    device = Device(metadata["DeviceKey"], metadata["DeviceGroupKey"])
    house.call("ConfirmDevice", **tracking.confirmation(device, password))
    assert seen(tracking.sign_in_on(device)["IdToken"]) == event("AuthenticateDevice", API)

    hosted = port.tokens(scope=" ".join(OPEN))
    assert seen(hosted["id_token"]) == event("HostedAuth", OPEN)
    implicit = members(port.login(response_type="token", scope="openid"))
    assert seen(implicit["id_token"]) == event("HostedAuth", ["openid"])

    refreshed = port.refresh(hosted["refresh_token"])
    assert seen(refreshed.json()["id_token"]) == event("RefreshTokens", OPEN)

    house.call("AdminSetUserPassword", UserPoolId=port.pool, Username="marina", Password="Temporary-1!")
    asked = house.call("InitiateAuth", **house.password_request(port.client, password="Temporary-1!"))
    answer = house.call(
        "RespondToAuthChallenge",
        ClientId=port.client,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "marina", "NEW_PASSWORD": PASSWORD},
        ClientMetadata={"tenant": "north"},
    )["AuthenticationResult"]
    expected = event("NewPasswordChallenge", API, clientMetadata={"tenant": "north"})
    assert seen(answer["IdToken"]) == expected


def test_the_source_of_machines(seeing: House, make_seen: Callable[..., Port]) -> None:
    port = make_seen("V3_0")
    machine, secret = machine_of(port)
    form = {"grant_type": "client_credentials", "client_id": machine, "client_secret": secret}
    metadata = {"tenant": "north"}
    answer = port.ask("/oauth2/token", **form, aws_client_metadata=json.dumps(metadata)).json()
    assert json.loads(seeing.claims(answer["access_token"])["seen"]) == {
        "version": "3",
        "triggerSource": "TokenGeneration_ClientCredentials",
        "region": "us-east-1",
        "userPoolId": port.pool,
        "userName": "ClientCredentials",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": machine},
        "request": {
            "userAttributes": {},
            "groupConfiguration": None,
            "scopes": ["harbour/read"],
            "clientMetadata": metadata,
        },
        "response": {"claimsAndScopeOverrideDetails": None},
    }


def machine_of(port: Port) -> tuple[str, str]:
    scopes = [{"ScopeName": "read", "ScopeDescription": "read"}]
    port.house.call("CreateResourceServer", UserPoolId=port.pool, Identifier="harbour", Name="harbour", Scopes=scopes)
    client = port.house.client(
        port.pool,
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["harbour/read"],
    )
    return client["ClientId"], client["ClientSecret"]


def test_a_function_that_throws(make_seen: Callable[..., Port]) -> None:
    """In the browser the client is told by a redirect; at the token endpoint and the API in their own form."""
    port = make_seen("V3_0", nickname="fail")
    for kind in ("code", "token"):
        browser = port.browser()
        answer = port.login(browser, response_type=kind)
        told = {"error_description": REFUSED, "error": "invalid_request", "state": "s-1"}
        assert members(answer) == told
        assert list(members(answer)) == list(told), "in Cognito's order"
        assert "PreTokenGeneration+failed+with+error+not+today+%3Cb%3E." in answer.headers["location"]
        assert browser.cookie(port.pool) is None, "nobody is signed in"
    assert port.house.refusal("InitiateAuth", **port.house.password_request(port.client)) == (
        "UserLambdaValidationException",
        REFUSED,
    )
    machine, secret = machine_of(port)
    form = {"grant_type": "client_credentials", "client_id": machine, "client_secret": secret}
    refused = port.ask("/oauth2/token", **form, aws_client_metadata='{"fail": "yes"}')
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "invalid_request", "error_description": REFUSED},
    )


def test_a_function_that_throws_at_a_refresh(make_seen: Callable[..., Port]) -> None:
    port = make_seen("V2_0")
    tokens = port.tokens()
    change = {"UserPoolId": port.pool, "Username": "marina"}
    port.house.call("AdminUpdateUserAttributes", **change, UserAttributes=[{"Name": "nickname", "Value": "fail"}])
    refused = port.refresh(tokens["refresh_token"])
    assert refused.json() == {"error": "invalid_grant", "error_description": REFUSED}
    port.house.call("AdminUpdateUserAttributes", **change, UserAttributes=[{"Name": "nickname", "Value": "well"}])
    assert port.refresh(tokens["refresh_token"]).status_code == 200, "the token was not used up"


def test_a_session_whose_tokens_are_refused_later(make_seen: Callable[..., Port]) -> None:
    port = make_seen("V1_0")
    browser = port.browser()
    port.login(browser)
    port.house.call(
        "AdminUpdateUserAttributes",
        UserPoolId=port.pool,
        Username="marina",
        UserAttributes=[{"Name": "nickname", "Value": "fail"}],
    )
    answer = port.authorize(browser, redirect_uri=CALLBACK)
    assert members(answer)["error_description"] == REFUSED
