"""Machine clients at the token endpoint: who gets which token, and who none."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.conftest import RunningServer

BERTHS = "https://harbour.test/api/berths.read"
TIDES = "https://harbour.test/api/tides.read"
HANDLER = """
export const handler = async (event) => {
  if (event.request.clientMetadata?.fail) throw new Error("no token today");
  const seen = structuredClone(event);
  event.response = { claimsAndScopeOverrideDetails: {
    idTokenGeneration: { claimsToAddOrOverride: { lost: "nobody has an ID token" } },
    accessTokenGeneration: {
      claimsToAddOrOverride: { event: seen, tenant: event.request.clientMetadata?.tenant ?? "none", sub: "x" },
      scopesToAdd: ["added/scope"],
    },
    groupOverrideDetails: { groupsToOverride: ["ignored"] },
  } };
  return event;
};
"""


@dataclass
class Machine:
    """A client with a secret, in a pool whose resource server has three scopes, of which it may use two."""

    server: RunningServer
    pool_id: str
    client_id: str
    secret: str

    def ask(self, *, auth: Any = None, headers: Any = None, **fields: str) -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_id": self.client_id, **fields}
        if auth is None and "client_secret" not in fields:
            form["client_secret"] = self.secret
        return httpx.post(f"{self.server.url}/oauth2/token", data=form, auth=auth, headers=headers)

    def claims(self, token: str) -> dict[str, Any]:
        keys = jwt.PyJWKClient(f"{self.server.url}/{self.pool_id}/.well-known/jwks.json")
        key = keys.get_signing_key_from_jwt(token).key
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})
        return claims


MakeMachine = Callable[..., Machine]


@pytest.fixture
def make_machine(server: RunningServer) -> MakeMachine:
    def make(running: RunningServer = server, *, client: dict[str, Any] | None = None, **pool: Any) -> Machine:
        cognito = running.client()
        pool_id = cognito.create_user_pool(PoolName="machines", **pool)["UserPool"]["Id"]
        scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("berths.read", "tides.read", "other")]
        cognito.create_resource_server(
            UserPoolId=pool_id, Identifier="https://harbour.test/api", Name="Harbour", Scopes=scopes
        )
        settings = {
            "GenerateSecret": True,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": [BERTHS, TIDES],
            **(client or {}),
        }
        made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="machine", **settings)["UserPoolClient"]
        return Machine(running, pool_id, made["ClientId"], made.get("ClientSecret", ""))

    return make


def test_a_token_for_the_client_itself(make_machine: MakeMachine) -> None:
    machine = make_machine()
    answer = machine.ask()
    body = answer.json()
    assert (answer.status_code, body["token_type"], body["expires_in"]) == (200, "Bearer", 3600)
    assert body.keys() == {"access_token", "token_type", "expires_in"}
    claims = machine.claims(body["access_token"])
    assert claims.keys() == {
        *("sub", "token_use", "scope", "auth_time", "iss", "exp", "iat", "version", "jti", "client_id")
    }
    assert (claims["sub"], claims["client_id"]) == (machine.client_id, machine.client_id)
    assert (claims["token_use"], claims["version"], claims["scope"]) == ("access", 2, f"{BERTHS} {TIDES}")
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["iss"] == f"{machine.server.url}/{machine.pool_id}"
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_secret_may_stand_in_the_header(make_machine: MakeMachine) -> None:
    machine = make_machine()
    assert machine.ask(auth=(machine.client_id, machine.secret)).status_code == 200


def test_fields_may_stand_in_the_query(make_machine: MakeMachine) -> None:
    machine = make_machine()
    url = f"{machine.server.url}/oauth2/token?grant_type=client_credentials&client_id={machine.client_id}"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert httpx.post(f"{url}&client_secret={machine.secret}", headers=headers).status_code == 200


def test_scopes_are_those_asked_for(make_machine: MakeMachine) -> None:
    machine = make_machine()
    token = machine.ask(scope=TIDES, redirect_uri="https://superfluous.test").json()["access_token"]
    assert machine.claims(token)["scope"] == TIDES


def test_a_scope_whose_resource_server_lost_it_is_left_out(make_machine: MakeMachine) -> None:
    machine = make_machine()
    machine.server.client().update_resource_server(
        UserPoolId=machine.pool_id,
        Identifier="https://harbour.test/api",
        Name="Harbour",
        Scopes=[{"ScopeName": "tides.read", "ScopeDescription": "tides"}],
    )
    token = machine.ask(scope=f"{BERTHS} {TIDES}").json()["access_token"]
    assert machine.claims(token)["scope"] == TIDES


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "unknown0client0id"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"scope": "scope1"}, "invalid_scope"),
        ({"scope": "http://server/unknown"}, "invalid_scope"),
        ({"scope": f"{BERTHS} http://server/unknown"}, "invalid_scope"),
        ({"scope": "https://harbour.test/api/other"}, "invalid_grant"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"aws_client_metadata": "not json"}, "invalid_request"),
        ({"aws_client_metadata": '{"a": 1}'}, "invalid_request"),
    ],
)
def test_refusals(make_machine: MakeMachine, fields: dict[str, str], error: str) -> None:
    answer = make_machine().ask(**fields)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_one_way_to_show_who_asks(make_machine: MakeMachine) -> None:
    machine, other = make_machine(), make_machine()
    basic = (machine.client_id, machine.secret)
    assert machine.ask(auth=basic, client_secret=machine.secret).json() == {"error": "invalid_request"}
    assert machine.ask(auth=basic, client_id=other.client_id).json() == {"error": "invalid_request"}
    assert machine.ask(auth=(machine.client_id, "wrong")).json() == {"error": "invalid_client"}
    for header in ("Bearer x", "Basic", "Basic !!!", "Basic " + base64.b64encode(b"no-colon").decode()):
        refused = machine.ask(headers={"authorization": header})
        assert (refused.status_code, refused.json()) == (401, {"error": "invalid_client"})
        assert refused.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    ("client", "error"),
    [
        ({"AllowedOAuthFlows": ["code"], "CallbackURLs": ["https://a.test/"]}, "unauthorized_client"),
        (
            {"AllowedOAuthFlowsUserPoolClient": False, "AllowedOAuthFlows": [], "AllowedOAuthScopes": []},
            "invalid_client",
        ),
    ],
)
def test_clients_that_may_not(make_machine: MakeMachine, client: dict[str, Any], error: str) -> None:
    assert make_machine(client=client).ask().json() == {"error": error}


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=client_credentials&grant_type=client_credentials",
        b"grant_type=%ff",
        b"&&&=&",
        b"a" * 200_000,
        b'{"grant_type": "client_credentials"}',
    ],
)
def test_odd_forms(server: RunningServer, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{server.url}/oauth2/token", content=body, headers=headers)
    assert answer.status_code in (400, 413)
    assert answer.json() == {"error": "invalid_request"}


def test_other_content_types_and_methods(make_machine: MakeMachine) -> None:
    machine = make_machine()
    url = f"{machine.server.url}/oauth2/token"
    form = {"grant_type": "client_credentials", "client_id": machine.client_id, "client_secret": machine.secret}
    assert httpx.post(url, json=form).json() == {"error": "invalid_request"}
    for method in ("GET", "PUT", "DELETE"):
        answer = httpx.request(method, url)
        assert (answer.status_code, answer.content) == (405, b"")
    preflight = httpx.options(url, headers={"origin": "https://app.test"})
    assert preflight.headers["access-control-allow-methods"] == "POST"


@pytest.fixture
def triggered(new_server: Callable[..., RunningServer], tmp_path: Path, make_machine: MakeMachine) -> MakeMachine:
    (tmp_path / "handler.mjs").write_text(HANDLER)
    (tmp_path / "poolhouse.toml").write_text('[functions.claims]\nhandler = "handler.mjs"\n')
    running = new_server("--config", str(tmp_path / "poolhouse.toml"))

    def make(version: str) -> Machine:
        arn = "arn:aws:lambda:us-east-1:000000000000:function:claims"
        config = {"PreTokenGenerationConfig": {"LambdaVersion": version, "LambdaArn": arn}}
        return make_machine(running, LambdaConfig=config)

    return make


def test_version_3_of_the_trigger_sees_and_changes_the_token(triggered: MakeMachine) -> None:
    machine = triggered("V3_0")
    answer = machine.ask(scope=TIDES, aws_client_metadata=json.dumps({"tenant": "t9"})).json()
    claims = machine.claims(answer["access_token"])
    assert (claims["tenant"], claims["sub"], claims["scope"]) == ("t9", machine.client_id, f"{TIDES} added/scope")
    assert "cognito:groups" not in claims
    assert claims["event"] == {
        "version": "3",
        "triggerSource": "TokenGeneration_ClientCredentials",
        "region": "us-east-1",
        "userPoolId": machine.pool_id,
        "userName": "ClientCredentials",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": machine.client_id},
        "request": {
            "userAttributes": {},
            "groupConfiguration": None,
            "scopes": [TIDES],
            "clientMetadata": {"tenant": "t9"},
        },
        "response": {"claimsAndScopeOverrideDetails": None},
    }


@pytest.mark.parametrize("version", ["V1_0", "V2_0"])
def test_earlier_versions_are_not_called(triggered: MakeMachine, version: str) -> None:
    machine = triggered(version)
    assert machine.claims(machine.ask().json()["access_token"])["scope"] == f"{BERTHS} {TIDES}"
    assert httpx.get(f"{machine.server.url}/_poolhouse/invocations").json() == {"invocations": []}


def test_a_trigger_that_fails_gives_no_token(triggered: MakeMachine) -> None:
    machine = triggered("V3_0")
    answer = machine.ask(aws_client_metadata='{"fail": "yes"}')
    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_request",
        "error_description": "PreTokenGeneration failed with error no token today.",
    }
    (invocation,) = httpx.get(f"{machine.server.url}/_poolhouse/invocations").json()["invocations"]
    assert invocation["trigger_source"] == "TokenGeneration_ClientCredentials"
    assert invocation["failure"]["type"] == "UserLambdaValidationException"
