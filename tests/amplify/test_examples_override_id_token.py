"""The example override-id-token: deployed by the sandbox, its tokens, its page in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_outputs_are_written_in_both_forms(override_id_token: Any, server: Any) -> None:
    own, aws = override_id_token.outputs(), override_id_token.outputs("amplify_outputs.aws.json")
    assert {name: value for name, value in own.items() if name not in ("version", "Auth")} == {"auth": aws["auth"]}
    assert (own["version"], aws["version"]) == ("poolhouse-1.5", "1.5")
    assert own["Auth"]["Cognito"]["userPoolEndpoint"] == f"{server.url}/"
    assert own["Auth"]["Cognito"]["userPoolId"] == own["auth"]["user_pool_id"]
    assert server.url not in str(aws)


def test_the_trigger_gets_version_1(override_id_token: Any, server: Any) -> None:
    pool = server.client().describe_user_pool(UserPoolId=override_id_token.pool_id)["UserPool"]
    assert pool["LambdaConfig"]["PreTokenGeneration"] in {
        function["FunctionArn"] for function in server.client("lambda").list_functions()["Functions"]
    }
    assert pool["UsernameAttributes"] == ["email"]


def test_tokens_hold_the_group_and_the_id_token_the_claim(override_id_token: Any, tokens_of: Any) -> None:
    override_id_token.add_user("srp@override.test")
    tokens = tokens_of(override_id_token, "srp@override.test")["srp@override.test"]
    assert tokens["id"]["cognito:groups"] == tokens["access"]["cognito:groups"] == ["amplify_group_1"]
    assert tokens["id"]["amplfy_attribute"] == "amplify_gen_2"
    assert "amplfy_attribute" not in tokens["access"]
    assert tokens["identityId"].startswith("us-east-1:")


def test_the_function_can_be_tried_alone(override_id_token: Any, poolhouse: Callable[..., Any]) -> None:
    readme = (override_id_token.project / "README.md").read_text()
    (command,) = (line for line in readme.splitlines() if line.startswith("poolhouse trigger test "))
    shown = poolhouse(*command.split()[1:], cwd=override_id_token.project)
    assert shown.returncode == 0, shown.stderr
    assert "amplfy_attribute" in shown.stdout


def test_the_page(override_id_token: Any, build_page: Callable[[Any], Path], run_script: Callable[..., Any]) -> None:
    site = build_page(override_id_token)
    seen = run_script("browser", "override_id_token", site=str(site), email="browser@override.test")
    assert (seen["complaints"], seen["broken"]) == ([], [])
    assert seen["left"] == 0
    for shown in (seen["signedUp"], seen["refreshed"], seen["signedIn"]):
        assert shown["ID token"]["claims"]["cognito:groups"] == ["amplify_group_1"]
        assert shown["ID token"]["claims"]["amplfy_attribute"] == "amplify_gen_2"
        assert shown["ID token"]["claims"]["email"] == "browser@override.test"
        assert shown["ID token"]["marked"] == ["cognito:groups", "amplfy_attribute"]
        assert shown["Access token"]["claims"]["cognito:groups"] == ["amplify_group_1"]
        assert shown["Access token"]["marked"] == ["cognito:groups"]
    times = [shown["ID token"]["claims"]["jti"] for shown in (seen["signedUp"], seen["refreshed"], seen["signedIn"])]
    assert len(set(times)) == 3


def test_destroy_deletes_all_that_was_made(
    override_id_token: Any, poolhouse: Callable[..., Any], new_server: Callable[..., Any]
) -> None:
    other = new_server()
    assembly = override_id_token.project / ".amplify" / "artifacts" / "poolhouse.out"
    deployed = poolhouse("deploy", assembly, "--endpoint", other.url)
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert _held(other) == {"pools": 1, "identity pools": 1, "functions": 1}
    destroyed = poolhouse("destroy", assembly, "--endpoint", other.url)
    assert destroyed.returncode == 0, destroyed.stdout + destroyed.stderr
    assert _held(other) == {"pools": 0, "identity pools": 0, "functions": 0}


def _held(server: Any) -> dict[str, int]:
    return {
        "pools": len(server.client().list_user_pools(MaxResults=60)["UserPools"]),
        "identity pools": len(server.client("cognito-identity").list_identity_pools(MaxResults=60)["IdentityPools"]),
        "functions": len(server.client("lambda").list_functions()["Functions"]),
    }
