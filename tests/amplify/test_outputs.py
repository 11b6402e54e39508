"""amplify_outputs.json in both forms, checked by Amplify's own reading of them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from poolhouse.amplify.outputs import AWS_FILE, FILE, write_outputs
from poolhouse.functions.node_binary import find_node
from tests.clients.conftest import SCENARIOS

ENDPOINT = "http://127.0.0.1:9500"
OUTPUTS = {
    "userPoolId": "us-east-1_Abcdefghi",
    "webClientId": "client",
    "identityPoolId": "us-east-1:0e841b84-5d26-4aed-a368-73f4aabb4751",
    "authRegion": "us-east-1",
    "allowUnauthenticatedIdentities": "true",
    "signupAttributes": '["email"]',
    "usernameAttributes": '["email"]',
    "verificationMechanisms": '["email"]',
    "passwordPolicyMinLength": "10",
    "passwordPolicyRequirements": '["REQUIRES_NUMBERS","REQUIRES_SYMBOLS"]',
    "mfaConfiguration": "OFF",
    "mfaTypes": "[]",
    "oauthRedirectSignIn": "https://example.com",
    "oauthRedirectSignOut": "",
    "groups": '[{"ADMINS":{"precedence":0}}]',
    "awsAppsyncApiEndpoint": f"{ENDPOINT}/graphql/abc",
    "awsAppsyncRegion": "us-east-1",
    "awsAppsyncAuthenticationType": "AMAZON_COGNITO_USER_POOLS",
    "awsAppsyncAdditionalAuthenticationTypes": "AWS_IAM",
}


@pytest.fixture
def written(tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    write_outputs(tmp_path, OUTPUTS, (), ENDPOINT)
    own, aws = (json.loads((tmp_path / name).read_text()) for name in (FILE, AWS_FILE))
    return own, aws


def test_aws_s_form(written: tuple[dict[str, Any], dict[str, Any]]) -> None:
    _, aws = written
    assert aws == {
        "version": "1.5",
        "auth": {
            "user_pool_id": "us-east-1_Abcdefghi",
            "aws_region": "us-east-1",
            "user_pool_client_id": "client",
            "identity_pool_id": "us-east-1:0e841b84-5d26-4aed-a368-73f4aabb4751",
            "mfa_methods": [],
            "standard_required_attributes": ["email"],
            "username_attributes": ["email"],
            "user_verification_types": ["email"],
            "groups": [{"ADMINS": {"precedence": 0}}],
            "mfa_configuration": "NONE",
            "password_policy": {
                "min_length": 10,
                "require_lowercase": False,
                "require_numbers": True,
                "require_symbols": True,
                "require_uppercase": False,
            },
            "unauthenticated_identities_enabled": True,
        },
        "data": {
            "url": f"{ENDPOINT}/graphql/abc",
            "aws_region": "us-east-1",
            "default_authorization_type": "AMAZON_COGNITO_USER_POOLS",
            "authorization_types": ["AWS_IAM"],
        },
    }


def test_the_form_that_reaches_this_server_holds_the_other(written: tuple[dict[str, Any], dict[str, Any]]) -> None:
    own, aws = written
    assert own["version"] == "poolhouse-1.5"
    assert {name: own[name] for name in ("auth", "data")} == {name: aws[name] for name in ("auth", "data")}


def test_the_library_understands_both_alike_but_for_the_endpoints(
    written: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    script = (
        "import { parseAmplifyConfig } from '@aws-amplify/core/internals/utils';"
        "const [own, aws] = JSON.parse(process.argv.at(-1)).map(parseAmplifyConfig);"
        "console.log(JSON.stringify([own, aws]));"
    )
    command = [str(find_node(os.environ["PATH"]).path), "--input-type=module", "-e", script, json.dumps(written)]
    printed = subprocess.run(command, cwd=SCENARIOS, capture_output=True, text=True, check=True).stdout
    own, aws = json.loads(printed)
    cognito = own["Auth"]["Cognito"]
    assert (cognito.pop("userPoolEndpoint"), cognito.pop("identityPoolEndpoint")) == (f"{ENDPOINT}/", f"{ENDPOINT}/")
    assert own["Auth"] == aws["Auth"]
    assert own["API"] == aws["API"]
