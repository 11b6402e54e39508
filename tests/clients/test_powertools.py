"""Powertools for AWS Lambda and the published event types, on events that the server really sent."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_lambda_powertools
import pytest
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import (
    PreTokenGenerationTriggerEvent,
    PreTokenGenerationV2TriggerEvent,
)

from poolhouse.functions.node_binary import find_node

ROLE = "arn:aws:iam::000000000000:role/diver"
SOURCES = ["NewPasswordChallenge", "Authentication", "RefreshTokens"]
VERSIONS = ["V1_0", "V2_0", "V3_0"]
JS = Path(__file__).parent / "js"

RETURNS_ITS_EVENT_IN_A_CLAIM = """
export const handler = async (event) => {
  const override = { claimsToAddOrOverride: { event: JSON.stringify(event) } };
  event.response = event.version === "1"
    ? { claimsOverrideDetails: override }
    : { claimsAndScopeOverrideDetails: { idTokenGeneration: override } };
  return event;
};
"""


@pytest.fixture
def captured(
    cognito: Any, make_pool: Any, make_user: Any, make_function: Any, lambda_config: Any, claims_of: Any, password: str
) -> Callable[[str], list[dict[str, Any]]]:
    """The events of SOURCES, in their order, for an event version."""

    def capture(version: str) -> list[dict[str, Any]]:
        arn = make_function({"index.mjs": RETURNS_ITS_EVENT_IN_A_CLAIM})
        pool = make_pool(LambdaConfig=lambda_config(arn, version))
        make_user(pool, temporary=True)
        cognito.create_group(UserPoolId=pool.id, GroupName="divers", RoleArn=ROLE, Precedence=1)
        cognito.admin_add_user_to_group(UserPoolId=pool.id, Username="marina", GroupName="divers")

        def start(flow: str, **parameters: str) -> dict[str, Any]:
            answer = cognito.initiate_auth(AuthFlow=flow, ClientId=pool.client_id, AuthParameters=parameters)
            return dict(answer)

        challenge = start("USER_PASSWORD_AUTH", USERNAME="marina", PASSWORD="Temp-Pass1!")
        changed = cognito.respond_to_auth_challenge(
            ClientId=pool.client_id,
            ChallengeName=challenge["ChallengeName"],
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "marina", "NEW_PASSWORD": password},
            ClientMetadata={"tenant": "t9"},
        )
        signed_in = start("USER_PASSWORD_AUTH", USERNAME="marina", PASSWORD=password)
        refresh_token = signed_in["AuthenticationResult"]["RefreshToken"]
        refreshed = start("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=refresh_token)
        issued = [answer["AuthenticationResult"]["IdToken"] for answer in (changed, signed_in, refreshed)]
        events = [json.loads(claims_of(token)["event"]) for token in issued]
        assert [event["triggerSource"] for event in events] == [f"TokenGeneration_{source}" for source in SOURCES]
        return events

    return capture


@pytest.mark.parametrize("version", VERSIONS)
def test_python_data_classes(version: str, captured: Any) -> None:
    for source, raw in zip(SOURCES, captured(version), strict=True):
        newer = PreTokenGenerationV2TriggerEvent(raw)
        event = PreTokenGenerationTriggerEvent(raw) if version == "V1_0" else newer
        assert event.version == version[1]
        assert event.region == "us-east-1"
        assert event.user_pool_id.startswith("us-east-1_")
        assert event.user_name == "marina"
        assert event.caller_context.client_id
        assert event.caller_context.aws_sdk_version.startswith("aws-sdk-python-")
        assert event.request.user_attributes["email"] == "marina@poolhouse.test"
        assert event.request.user_attributes["cognito:user_status"] == "CONFIRMED"
        assert event.request.group_configuration.groups_to_override == ["divers"]
        assert event.request.group_configuration.iam_roles_to_override == [ROLE]
        assert event.request.group_configuration.preferred_role == ROLE
        assert event.request.client_metadata == ({"tenant": "t9"} if source == "NewPasswordChallenge" else {})
        assert newer.request.scopes == ([] if version == "V1_0" else ["aws.cognito.signin.user.admin"])


def test_typescript_schemas(captured: Any, run_scenario: Any) -> None:
    events = [event for version in VERSIONS for event in captured(version)]
    for sent, parsed in zip(events, run_scenario("powertools_schemas", events=events), strict=True):
        # The parser leaves out what its schema does not know, and the schema says nothing about the response.
        assert parsed == {**sent, "response": {}}


TYPES = {"V1_0": "PreTokenGenerationTriggerEvent", "V2_0": "PreTokenGenerationV2TriggerEvent"}


@pytest.mark.parametrize("version", TYPES)
def test_published_typescript_types(version: str, captured: Any, run_scenario: Any, tmp_path: Path) -> None:
    """An object literal with a member that its type lacks does not compile, nor one without a member it needs."""
    kind = TYPES[version]
    lines = [f'import type {{ {kind} }} from "aws-lambda";']
    lines += [f"export const e{i}: {kind} = {json.dumps(event)};" for i, event in enumerate(captured(version))]
    (tmp_path / "events.mts").write_text("\n".join(lines))
    (tmp_path / "node_modules").symlink_to(JS / "node_modules")
    node = find_node(os.environ["PATH"]).path
    compiler = JS / "node_modules" / "typescript" / "bin" / "tsc"
    options = [
        "--noEmit",
        "--skipLibCheck",
        "--strict",
        "--strictNullChecks",
        "false",
        "--module",
        "nodenext",
        "--types",
        "",
    ]
    done = subprocess.run(
        [node, compiler, *options, "events.mts"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


HANDLERS = {
    "V1_0": """
from aws_lambda_powertools.utilities.data_classes import event_source
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import PreTokenGenerationTriggerEvent

@event_source(data_class=PreTokenGenerationTriggerEvent)
def handler(event, context):
    details = event.response.claims_override_details
    details.claims_to_add_or_override = {"tier": "gold"}
    details.claims_to_suppress = ["email"]
    details.set_group_configuration_groups_to_override([*event.request.group_configuration.groups_to_override, "crew"])
    return event.raw_event
""",
    "V2_0": """
from aws_lambda_powertools.utilities.data_classes import event_source
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import PreTokenGenerationV2TriggerEvent

@event_source(data_class=PreTokenGenerationV2TriggerEvent)
def handler(event, context):
    details = event.response.claims_scope_override_details
    details.id_token_generation.claims_to_add_or_override = {"tier": "gold"}
    details.id_token_generation.claims_to_suppress = ["email"]
    details.access_token_generation.scopes_to_add = ["harbour-api/berths.read"]
    details.set_group_configuration_groups_to_override([*event.request.group_configuration.groups_to_override, "crew"])
    return event.raw_event
""",
}


@pytest.mark.parametrize("version", HANDLERS)
def test_handlers_that_bring_powertools(
    version: str,
    make_pool: Any,
    make_user: Any,
    make_function: Any,
    lambda_config: Any,
    tokens_of: Any,
    claims_of: Any,
) -> None:
    """As people deploy it: the library lies in the archive, beside the handler."""
    package = Path(aws_lambda_powertools.__file__).parent
    files = {str(path.relative_to(package.parent)): path.read_text() for path in package.rglob("*.py")}
    arn = make_function({**files, "app.py": HANDLERS[version]}, runtime="python3.13", handler="app.handler")
    pool = make_pool(LambdaConfig=lambda_config(arn, version))
    make_user(pool, groups=("divers",))

    tokens = tokens_of(pool)
    id_claims, access_claims = claims_of(tokens["IdToken"]), claims_of(tokens["AccessToken"])
    assert id_claims["tier"] == "gold"
    assert "email" not in id_claims
    assert id_claims["cognito:groups"] == access_claims["cognito:groups"] == ["divers", "crew"]
    added = [] if version == "V1_0" else ["harbour-api/berths.read"]
    assert access_claims["scope"].split() == ["aws.cognito.signin.user.admin", *added]
