"""The example customize-access-token: deployed by the sandbox, its tokens and queries, its page in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

OWN_PROFILE = "aws.cognito.signin.user.admin"
FUNCTION, RESOLVER = "the Lambda function", "the JavaScript resolver"


def test_the_outputs_are_written_in_both_forms(customize_access_token: Any, server: Any) -> None:
    own, aws = customize_access_token.outputs(), customize_access_token.outputs("amplify_outputs.aws.json")
    assert (own["auth"], own["data"]) == (aws["auth"], aws["data"])
    assert set(aws["data"]["model_introspection"]["queries"]) == {"askFunction", "askResolver"}
    assert own["API"]["GraphQL"]["endpoint"] == aws["data"]["url"]
    assert aws["data"]["url"].startswith(f"{server.url}/graphql/")
    assert own["API"]["GraphQL"]["defaultAuthMode"] == "userPool"


def test_the_client_may_have_the_scopes_of_the_resource_servers(customize_access_token: Any, server: Any) -> None:
    cognito, pool_id = server.client(), customize_access_token.pool_id
    servers = cognito.list_resource_servers(UserPoolId=pool_id, MaxResults=50)["ResourceServers"]
    scopes = {f"{one['Identifier']}/{scope['ScopeName']}" for one in servers for scope in one["Scopes"]}
    assert scopes == {"everyone/*", "admin/*"}
    client_id = customize_access_token.outputs()["auth"]["user_pool_client_id"]
    client = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)["UserPoolClient"]
    assert scopes <= set(client["AllowedOAuthScopes"])


def test_the_trigger_gets_version_2(customize_access_token: Any, server: Any) -> None:
    pool = server.client().describe_user_pool(UserPoolId=customize_access_token.pool_id)["UserPool"]
    assert pool["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaVersion"] == "V2_0"


def test_access_tokens_have_the_scopes_of_the_groups(customize_access_token: Any, tokens_of: Any) -> None:
    groups: dict[str, tuple[str, ...]] = {
        "none@srp.test": (),
        "everyone@srp.test": ("EVERYONE",),
        "admin@srp.test": ("ADMINS",),
        "both@srp.test": ("EVERYONE", "ADMINS"),
    }
    for email, names in groups.items():
        customize_access_token.add_user(email, *names)
    tokens = tokens_of(customize_access_token, *groups)
    assert {email: set(pair["access"]["scope"].split()) for email, pair in tokens.items()} == {
        "none@srp.test": {OWN_PROFILE},
        "everyone@srp.test": {OWN_PROFILE, "everyone/*"},
        "admin@srp.test": {OWN_PROFILE, "admin/*"},
        "both@srp.test": {OWN_PROFILE, "everyone/*", "admin/*"},
    }
    for email, pair in tokens.items():
        assert "scope" not in pair["id"]
        for use in ("id", "access"):
            assert set(pair[use].get("cognito:groups", ())) == set(groups[email])


def test_the_page(
    customize_access_token: Any, build_page: Callable[[Any], Path], run_script: Callable[..., Any]
) -> None:
    customize_access_token.add_user("everyone@page.test", "EVERYONE")
    customize_access_token.add_user("admin@page.test", "ADMINS")
    users: list[dict[str, Any]] = [
        {"email": "new@page.test", "isNew": True},
        {"email": "everyone@page.test"},
        {"email": "admin@page.test"},
    ]
    site = build_page(customize_access_token)
    seen = run_script("browser", "customize_access_token", site=str(site), users=users)
    assert (seen["complaints"], seen["broken"]) == ([], [])

    new, everyone, admin = (seen["users"][user["email"]] for user in users)
    assert new == _expected(new, [], OWN_PROFILE, ())
    assert everyone == _expected(everyone, ["EVERYONE"], f"{OWN_PROFILE} everyone/*", ("function",))
    assert admin == _expected(admin, ["ADMINS"], f"{OWN_PROFILE} admin/*", ("function", "resolver"))


def _expected(seen: dict[str, Any], groups: list[str], scope: str, answering: tuple[str, ...]) -> dict[str, Any]:
    """What the page is to show: the tokens as they are, once their groups and scopes are right, and each answer."""
    access, identity = seen["tokens"]["Access token"], seen["tokens"]["ID token"]
    assert access["claims"]["scope"] == scope
    assert access["claims"].get("cognito:groups", []) == identity["claims"].get("cognito:groups", []) == groups
    assert access["marked"] == ([] if scope == OWN_PROFILE else ["scope"])
    assert identity["marked"] == []
    expected: dict[str, Any] = {"tokens": seen["tokens"], "left": 0}
    for query, source in (("function", FUNCTION), ("resolver", RESOLVER)):
        for token, its_scope in (("ID token", None), ("access token", scope)):
            refusal = f"Unauthorized: Not Authorized to access ask{query.capitalize()} on type Query"
            answer = {"from": source, "groups": groups, "scope": its_scope}
            expected[f"{query}, {token}"] = answer if query in answering else {"refused": refusal}
    return expected
