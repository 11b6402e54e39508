"""Triggers of a federated sign-in: inbound federation, then pre sign-up for those who come the first time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from poolhouse.snippets.sources import read_pages
from tests.conftest import House
from tests.oauth.federation.conftest import MakeOidcPort, OidcPort, Provider, told

PAGE = Path(__file__).parents[3] / "docs" / "triggers.md"
ARN = "arn:aws:lambda:us-east-1:000000000000:function:gate"
INBOUND, SIGN_UP = "InboundFederation_ExternalProvider", "PreSignUp_ExternalProvider"


@pytest.fixture(scope="session")
def gated(make_house: Callable[..., House]) -> House:
    return make_house(gate=Path(__file__).parent / "handlers" / "gate.mjs")


@pytest.fixture
def make_gated(gated: House, make_port: MakeOidcPort, provider: Provider) -> Callable[..., OidcPort]:
    def make(wish: str, **more: Any) -> OidcPort:
        provider.profile = {"email": "ada@lighthouse.test", "given_name": wish}
        config = {"PreSignUp": ARN, "InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": ARN}}
        return make_port(house=gated, pool={"LambdaConfig": config}, **more)

    return make


def shown(port: OidcPort, trigger: str) -> dict[str, Any]:
    text = told(port.sign_in())["error_description"].strip()
    event: dict[str, Any] = json.loads(text.removeprefix(f"{trigger} failed with error ").removesuffix("."))
    return event


def test_the_event_of_inbound_federation(make_gated: Callable[..., OidcPort], provider: Provider) -> None:
    port = make_gated(f"show {INBOUND}")
    event = shown(port, "InboundFederation")
    attributes = event["request"].pop("attributes")
    assert event == {
        "version": "1",
        "triggerSource": INBOUND,
        "region": "us-east-1",
        "userPoolId": port.pool,
        "userName": "Lighthouse_s-1",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": port.client},
        "request": {"providerName": "Lighthouse", "providerType": "OIDC"},
        "response": {"userAttributesToMap": {}},
    }
    assert attributes["tokenResponse"]["access_token"] == "fake-access"
    assert attributes["idToken"]["email"] == attributes["userInfo"]["email"] == "ada@lighthouse.test"
    assert attributes["idToken"]["exp"].isdigit()


def test_the_event_of_pre_sign_up(make_gated: Callable[..., OidcPort]) -> None:
    port = make_gated(f"show {SIGN_UP}")
    event = shown(port, "PreSignUp")
    assert (event["triggerSource"], event["userName"]) == (SIGN_UP, "Lighthouse_s-1")
    assert event["callerContext"]["clientId"] == port.client
    assert event["request"]["userAttributes"] == {"email": "ada@lighthouse.test", "given_name": f"show {SIGN_UP}"}


@pytest.mark.parametrize("source", [INBOUND, SIGN_UP])
def test_a_refusal_is_told_to_the_client_and_leaves_no_user(make_gated: Callable[..., OidcPort], source: str) -> None:
    port = make_gated(f"refuse {source}")
    answer = told(port.sign_in())
    assert answer["error"] == "invalid_request"
    assert answer["error_description"].strip() == f"{source.partition('_')[0]} failed with error not today."
    assert port.users() == []


def test_what_inbound_federation_returns_is_all_that_is_mapped(make_gated: Callable[..., OidcPort]) -> None:
    returned = json.dumps({"userAttributesToMap": {"email": "changed@lighthouse.test"}})
    claims = make_gated(f"answer {INBOUND} {returned}").claims()
    assert claims["email"] == "changed@lighthouse.test"
    assert "given_name" not in claims
    assert claims["cognito:username"] == "Lighthouse_s-1"


def test_nothing_returned_changes_nothing(make_gated: Callable[..., OidcPort]) -> None:
    assert make_gated("Ada").claims()["given_name"] == "Ada"


@pytest.mark.parametrize("response", [{"userAttributesToMap": {"email": 7}}, {"userAttributesToMap": []}, {"more": {}}])
def test_an_answer_that_makes_no_sense_is_refused(
    make_gated: Callable[..., OidcPort], response: dict[str, Any]
) -> None:
    answer = told(make_gated(f"answer {INBOUND} {json.dumps(response)}").sign_in())
    assert answer["error_description"] == "Unrecognizable lambda output"


def test_pre_sign_up_may_verify_the_address(make_gated: Callable[..., OidcPort]) -> None:
    claims = make_gated(
        f"answer {SIGN_UP} {json.dumps({'autoVerifyEmail': True})}",
        mapping={"email": "email", "given_name": "given_name"},
    ).claims()
    assert claims["email_verified"] is True


def test_pre_sign_up_runs_the_first_time_alone(make_gated: Callable[..., OidcPort], provider: Provider) -> None:
    port = make_gated("Ada")
    port.tokens()
    provider.profile["given_name"] = f"refuse {SIGN_UP}"
    assert "code" in told(port.sign_in())
    provider.profile["given_name"] = f"refuse {INBOUND}"
    assert "error" in told(port.sign_in())


def test_the_function_of_the_page_about_triggers(
    make_house: Callable[..., House],
    make_port: MakeOidcPort,
    provider: Provider,
    tmp_path: Path,
) -> None:
    # #region covers e2036739f0e57acc
    handler = tmp_path / "page.ts"
    handler.write_text(read_pages([str(PAGE)])[0].snippets[1].text)
    arn = "arn:aws:lambda:us-east-1:000000000000:function:page"
    config = {"InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": arn}}
    port = make_port(house=make_house(page=handler), pool={"LambdaConfig": config})
    provider.profile = {"email": "Ada@Lighthouse.Test"}
    assert port.claims()["email"] == "ada@lighthouse.test"
    # #endregion
