"""Who passes with a user pool token, and what resolvers then see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.conftest import Harbour, js, unit

SCHEMA = """
type Query {
  whoami: AWSJSON
  captains: String @aws_cognito_user_pools(cognito_groups: ["captains"])
}
"""
NOT_AUTHORIZED = (401, "UnauthorizedException", "You are not authorized to make this call.")


def resolvers() -> list[dict[str, Any]]:
    return [
        unit("Query", "whoami", js("return {payload: {identity: ctx.identity, type: util.authType()}}")),
        unit("Query", "captains", js("return {payload: 'aye'}")),
    ]


@pytest.fixture(scope="module")
def api(harbour: Harbour) -> str:
    return harbour.deploy(SCHEMA, resolvers())


@pytest.mark.parametrize("kind", ["access", "id"])
@pytest.mark.parametrize("scheme", ["", "Bearer ", "bearer "])
def test_both_kinds_of_token_pass_bare_or_as_bearer(harbour: Harbour, api: str, kind: str, scheme: str) -> None:
    token = harbour.token("marina", kind)
    reply = harbour.send(api, {"query": "{ captains }"}, [("authorization", f"{scheme}{token}")])
    assert reply.data == {"captains": "aye"}


@pytest.mark.parametrize("kind", ["access", "id"])
def test_the_identity_of_a_user(harbour: Harbour, api: str, kind: str) -> None:
    import json

    token = harbour.token("marina", kind)
    headers = [("authorization", token), ("x-forwarded-for", "198.51.100.1, 198.51.100.2")]
    seen = json.loads(harbour.send(api, {"query": "{ whoami }"}, headers).data["whoami"])
    claims = harbour.house.claims(token)
    assert seen["type"] == "User Pool Authorization"
    assert seen["identity"] == {
        "sub": claims["sub"],
        "issuer": claims["iss"],
        "username": "marina",
        "claims": claims,
        "sourceIp": ["198.51.100.1", "198.51.100.2", "192.0.2.7"],
        "defaultAuthStrategy": "ALLOW",
        "groups": ["captains"],
    }


def test_groups_are_null_without_any(harbour: Harbour, api: str) -> None:
    import json

    assert json.loads(harbour.ask(api, "{ whoami }", user="jonah").data["whoami"])["identity"]["groups"] is None


def test_a_user_outside_the_group_gets_null_and_an_error(harbour: Harbour, api: str) -> None:
    reply = harbour.ask(api, "{ captains whoami }", user="jonah")
    assert reply.json["data"]["captains"] is None
    assert reply.json["data"]["whoami"] is not None
    assert reply.error == {
        "path": ["captains"],
        "data": None,
        "errorType": "Unauthorized",
        "errorInfo": None,
        "locations": [{"line": 1, "column": 3, "sourceName": None}],
        "message": "Not Authorized to access captains on type Query",
    }
    assert list(reply.error) == ["path", "data", "errorType", "errorInfo", "locations", "message"]


def test_without_a_header_nobody_passes(harbour: Harbour, api: str) -> None:
    reply = harbour.send(api, {"query": "{ whoami }"})
    assert reply.refusal == (401, "UnauthorizedException", "Valid authorization header not provided.")


@pytest.mark.parametrize("garbage", ["garbage", "Bearer x.y.z", "Bearer", "null"])
def test_garbage_is_no_token(harbour: Harbour, api: str, garbage: str) -> None:
    reply = harbour.send(api, {"query": "{ whoami }"}, [("authorization", garbage)])
    assert reply.refusal == (401, "UnauthorizedException", "Unable to parse JWT token.")


def test_two_authorization_headers_are_none(harbour: Harbour, api: str) -> None:
    headers = [("authorization", harbour.token()), ("Authorization", harbour.token())]
    assert harbour.send(api, {"query": "{ whoami }"}, headers).status == 401


def test_a_token_ends(harbour: Harbour, api: str) -> None:
    token = harbour.token()
    harbour.house.clock.advance(3600)
    reply = harbour.send(api, {"query": "{ whoami }"}, [("authorization", token)])
    assert reply.refusal == (401, "UnauthorizedException", "Token has expired.")


def test_a_token_of_another_pool_does_not_pass(harbour: Harbour, api: str) -> None:
    house = harbour.house
    pool_id = house.pool()
    house.user(pool_id, "marina")
    token = harbour.token(client_id=house.client_id(pool_id))
    assert harbour.send(api, {"query": "{ whoami }"}, [("authorization", token)]).refusal == NOT_AUTHORIZED


def test_a_changed_token_does_not_pass(harbour: Harbour, api: str) -> None:
    header, payload, signature = harbour.token().split(".")
    other = harbour.token(user := "jonah").split(".")[2]
    assert user
    reply = harbour.send(api, {"query": "{ whoami }"}, [("authorization", f"{header}.{payload}.{other}")])
    assert signature != other
    assert reply.refusal == NOT_AUTHORIZED


@pytest.mark.parametrize("kind", ["access", "id"])
def test_only_clients_that_match_the_whole_pattern_pass(harbour: Harbour, kind: str) -> None:
    def deployed(pattern: str) -> str:
        config = {**harbour.user_pool["UserPoolConfig"], "AppIdClientRegex": pattern}
        return harbour.deploy(SCHEMA, resolvers(), properties={**harbour.user_pool, "UserPoolConfig": config})

    own = deployed(f"other|{harbour.client_id}")
    assert harbour.ask(own, "{ captains }", kind=kind).data == {"captains": "aye"}
    foreign = deployed(harbour.client_id[:-1])
    assert harbour.ask(foreign, "{ captains }", kind=kind).refusal == NOT_AUTHORIZED


def test_a_refresh_token_is_no_token_here(harbour: Harbour, api: str) -> None:
    token = harbour.house.sign_in(harbour.client_id)["RefreshToken"]
    assert harbour.send(api, {"query": "{ whoami }"}, [("authorization", token)]).status == 401


def test_an_unknown_api_is_not_found(harbour: Harbour) -> None:
    assert harbour.ask("nowhere", "{ whoami }").status == 404
