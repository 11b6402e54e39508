from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

V1 = """
export const handler = async (event) => {
  console.log("groups", event.request.groupConfiguration.groupsToOverride.length);
  event.response.claimsOverrideDetails = {
    claimsToAddOrOverride: { berth: "C-14", name: event.request.userAttributes.email ?? "none" },
    claimsToSuppress: ["phone_number", "sub"],
  };
  return event;
};
"""
PYTHON = """
def handler(event, context):
    event["response"] = {"claimsAndScopeOverrideDetails": {"accessTokenGeneration": {
        "claimsToAddOrOverride": {"boat": event["request"]["clientMetadata"]["boat"], "depth": 18.5},
        "scopesToSuppress": event["request"]["scopes"]}}}
    return event
"""


@pytest.fixture
def handler(tmp_path: Path) -> Callable[[str, str], str]:
    def write(name: str, code: str) -> str:
        (tmp_path / name).write_text(code)
        return name

    return write


def test_both_tokens_are_shown_before_and_after_with_reasons(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str]
) -> None:
    shown = poolhouse("trigger", "test", handler("claims.mjs", V1))
    assert shown.returncode == 0, shown.stderr
    text = " ".join(shown.stdout.split())
    assert 'berth + "C-14" ✓ add' in text
    assert '- "Marina" ✓ override + "marina@example.com"' in text
    assert 'phone_number - "+15555550100" ✓ suppress' in text
    assert "✗ suppress: says whom the token is about; no function may change it" in text
    assert "groups 2" in text
    assert "REPORT RequestId" in text
    assert "\x1b" not in shown.stdout


def test_lines_for_a_pipe_are_whole(poolhouse: Callable[..., Any], handler: Callable[[str, str], str]) -> None:
    long = "berth " * 40
    code = f"""export const handler = async (event) => {{
      event.response.claimsOverrideDetails = {{ claimsToAddOrOverride: {{ note: "{long}" }} }}; return event; }};"""
    shown = poolhouse("trigger", "test", handler("long.mjs", code), environment={"COLUMNS": "40"})
    assert f'"{long}"' in shown.stdout
    assert "…" not in shown.stdout


def test_characters_that_the_encoding_has_not_are_escaped(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str]
) -> None:
    latin = {"PYTHONIOENCODING": "latin-1"}
    shown = poolhouse("trigger", "test", handler("claims.mjs", V1), environment=latin)
    assert shown.returncode == 0, shown.stderr
    assert r"\u2713 add" in shown.stdout


def test_json_holds_event_tokens_decisions_and_log(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str]
) -> None:
    shown = json.loads(poolhouse("trigger", "test", handler("claims.mjs", V1), "--json").stdout)
    before, after = shown["idToken"]["before"], shown["idToken"]["after"]
    assert "phone_number" in before
    assert "phone_number" not in after
    assert after["berth"] == "C-14"
    assert after["sub"] == before["sub"]
    assert shown["accessToken"]["before"] == shown["accessToken"]["after"]
    assert shown["event"]["response"] == {"claimsOverrideDetails": None}
    assert {(d["claim"], d["outcome"]) for d in shown["decisions"]} >= {("berth", "applied"), ("sub", "refused")}
    assert "groups 2" in shown["log"]
    assert shown["failure"] is None


def test_the_empty_test_event_of_the_guide_is_completed(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str], tmp_path: Path
) -> None:
    (tmp_path / "event.json").write_text('{"request": {}, "response": {}}')
    name = handler("claims.mjs", V1)
    completed = json.loads(poolhouse("trigger", "test", name, "--event", "event.json", "--json").stdout)
    plain = json.loads(poolhouse("trigger", "test", name, "--json").stdout)
    assert completed["event"] == plain["event"]
    assert completed["idToken"]["after"]["berth"] == "C-14"


def test_a_python_function_gets_what_the_test_event_says(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str], tmp_path: Path
) -> None:
    event = {
        "version": "2",
        "userName": "li",
        "request": {
            "clientMetadata": {"boat": "Petrel"},
            "userAttributes": {"email": None, "custom:tier": "gold"},
            "groupConfiguration": {"groupsToOverride": []},
        },
    }
    (tmp_path / "event.json").write_text(json.dumps(event))
    name = handler("claims.py", PYTHON)
    shown = json.loads(poolhouse("trigger", "test", f"{name}:handler", "--event", "event.json", "--json").stdout)
    assert shown["failure"] is None
    assert shown["event"]["userName"] == shown["accessToken"]["after"]["username"] == "li"
    assert "email" not in shown["event"]["request"]["userAttributes"]
    assert "email" not in shown["idToken"]["before"]
    assert shown["idToken"]["before"]["custom:tier"] == "gold"
    assert "cognito:groups" not in shown["idToken"]["before"]
    assert shown["accessToken"]["after"]["boat"] == "Petrel"
    assert shown["accessToken"]["after"]["depth"] == 18.5
    assert shown["accessToken"]["before"]["scope"] == "aws.cognito.signin.user.admin"
    assert "scope" not in shown["accessToken"]["after"]


def test_a_failing_function_fails_the_command_with_log_and_mend(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str]
) -> None:
    thrown = poolhouse("trigger", "test", handler("t.mjs", "export const handler = async () => { throw Error('no') }"))
    assert thrown.returncode == 1
    assert "UserLambdaValidationException: PreTokenGeneration failed with error no." in thrown.stdout
    assert "t.mjs" in thrown.stdout  # the stack trace in the log

    other_shape = poolhouse("trigger", "test", handler("claims.mjs", V1), "--version", "2")
    assert other_shape.returncode == 1
    assert "Answer with claimsAndScopeOverrideDetails" in other_shape.stdout

    unwritten = poolhouse("trigger", "test", handler("broken.mjs", "export const handler = ("), "--json")
    assert unwritten.returncode == 1
    assert json.loads(unwritten.stdout)["failure"]["type"] == "UserLambdaValidationException"


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("[]", "it must be an object"),
        ('{"version": "4"}', "its version"),
        ('{"request": {"userAttributes": {"email": 1}}}', "$.request.userAttributes"),
        ('{"request": {"validationData": {}}}', "validationData"),
        ('{"triggerSource": "PreSignUp_SignUp"}', "$.triggerSource"),
        ('{"request": {"userAttributes": {"updated_at": "noon"}}}', "userAttributes hold a value"),
        ("{", "is not JSON"),
    ],
)
def test_a_test_event_of_another_kind_is_refused(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str], tmp_path: Path, event: str, words: str
) -> None:
    (tmp_path / "event.json").write_text(event)
    refused = poolhouse("trigger", "test", handler("claims.mjs", V1), "--event", "event.json")
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_function_of_the_configuration_has_its_environment(
    poolhouse: Callable[..., Any], handler: Callable[[str, str], str], tmp_path: Path
) -> None:
    code = """export const handler = async (event) => {
      event.response.claimsOverrideDetails = { claimsToAddOrOverride: { harbour: process.env.HARBOUR } };
      return event; };"""
    name = handler("env.mjs", code)
    (tmp_path / "poolhouse.toml").write_text(f'[functions.claims]\nhandler = "{name}"\nenv = {{ HARBOUR = "North" }}\n')
    shown = json.loads(poolhouse("trigger", "test", "claims", "--json").stdout)
    assert shown["idToken"]["after"]["harbour"] == "North"
    missing = poolhouse("trigger", "test", "clams")
    assert missing.returncode == 1
    assert "The configuration has: claims." in missing.stderr


def test_a_stored_user_is_taken_with_the_version_of_the_pool(
    server: Any,
    make_harbour: Callable[..., Any],
    poolhouse: Callable[..., Any],
    handler: Callable[[str, str], str],
    changes: str,
) -> None:
    harbour = make_harbour(server, changes)
    stored = ("--user", "marina", "--pool", harbour.pool_id, "--data", str(server.data), "--endpoint", server.url)
    shown = json.loads(poolhouse("trigger", "test", handler("claims.mjs", changes), *stored, "--json").stdout)
    assert shown["event"]["version"] == "2"
    assert shown["event"]["userPoolId"] == harbour.pool_id
    assert shown["event"]["request"]["userAttributes"]["email"] == "marina@poolhouse.test"
    assert shown["idToken"]["after"]["iss"] == f"{server.url}/{harbour.pool_id}"
    assert shown["idToken"]["after"]["berth"] == 14

    harbour.cognito.create_user_pool_client(UserPoolId=harbour.pool_id, ClientName="second")
    refused = poolhouse("trigger", "test", "claims.mjs", *stored)
    assert refused.returncode == 1
    assert "--client" in refused.stderr
    chosen = poolhouse("trigger", "test", "claims.mjs", *stored, "--client", harbour.client_id)
    assert chosen.returncode == 0
