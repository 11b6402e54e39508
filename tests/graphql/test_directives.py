"""Which field is open to whom: directives of fields and types, the default mode, and what a deployment refuses."""

from __future__ import annotations

from typing import Any

import pytest

from poolhouse.graphql.source import ApiKey, BadApi
from tests.graphql.conftest import Harbour, js, unit

KEY = "da2-" + "a" * 26
API_KEY = {"AuthenticationType": "API_KEY"}
GUARDED = """
type Query {
  plain: String
  keyed: String @aws_api_key
  users: String @aws_cognito_user_pools
  captains: String @aws_cognito_user_pools(cognito_groups: ["captains", "admirals"])
  captainsOrKeys: String @aws_cognito_user_pools(cognito_groups: ["captains"]) @aws_api_key
  nobody: String @aws_cognito_user_pools(cognito_groups: [])
  boat: Boat @aws_api_key @aws_cognito_user_pools
  log: Log @aws_api_key @aws_cognito_user_pools
  ship: Ship @aws_api_key @aws_cognito_user_pools
}
type Boat @aws_api_key { name: String  captain: String @aws_cognito_user_pools }
type Log { line: String }
interface Ship { name: String }
type Tug implements Ship @aws_cognito_user_pools { name: String }
"""
FIELDS = ("plain", "keyed", "users", "captains", "captainsOrKeys", "nobody")


def resolvers() -> list[dict[str, Any]]:
    plain = [unit("Query", name, js(f"return {{payload: '{name}'}}")) for name in FIELDS]
    boat = js("return {payload: {name: 'Ark', captain: 'Noah'}}")
    log = js("return {payload: {line: 'calm'}}")
    ship = js("return {payload: {__typename: 'Tug', name: 'Puffin'}}")
    return [*plain, unit("Query", "boat", boat), unit("Query", "log", log), unit("Query", "ship", ship)]


@pytest.fixture(scope="module")
def api(harbour: Harbour) -> str:
    properties = {**harbour.user_pool, "AdditionalAuthenticationProviders": [API_KEY]}
    keys = {KEY: ApiKey(harbour.house.clock.now() + 10 * 365 * 86400)}
    return harbour.deploy(GUARDED, resolvers(), properties=properties, api_keys=keys)


def passed(data: dict[str, Any]) -> set[str]:
    return {name for name, value in data.items() if value is not None}


QUERY = "{ " + " ".join(FIELDS) + " }"


def test_a_user_of_a_listed_group(harbour: Harbour, api: str) -> None:
    data = harbour.ask(api, QUERY, user="marina").json["data"]
    assert passed(data) == {"plain", "users", "captains", "captainsOrKeys"}


def test_a_user_of_no_group(harbour: Harbour, api: str) -> None:
    assert passed(harbour.ask(api, QUERY, user="jonah").json["data"]) == {"plain", "users"}


def test_an_api_key_passes_only_where_it_is_named(harbour: Harbour, api: str) -> None:
    reply = harbour.ask_by_key(api, QUERY, KEY)
    assert passed(reply.json["data"]) == {"keyed", "captainsOrKeys"}
    assert {error["errorType"] for error in reply.json["errors"]} == {"Unauthorized"}
    assert len(reply.json["errors"]) == 4


def test_a_fields_directives_take_the_place_of_its_types(harbour: Harbour, api: str) -> None:
    query = "{ boat { name captain } }"
    assert harbour.ask_by_key(api, query, KEY).json["data"] == {"boat": {"name": "Ark", "captain": None}}
    assert harbour.ask(api, query).json["data"] == {"boat": {"name": None, "captain": "Noah"}}


def test_a_type_without_directives_is_open_to_the_default_mode_alone(harbour: Harbour, api: str) -> None:
    assert harbour.ask(api, "{ log { line } }").data == {"log": {"line": "calm"}}
    reply = harbour.ask_by_key(api, "{ log { line } }", KEY)
    assert reply.json["data"] == {"log": {"line": None}}
    assert reply.error["message"] == "Not Authorized to access line on type Log"


def test_members_of_interfaces_are_checked_as_what_they_are(harbour: Harbour, api: str) -> None:
    assert harbour.ask(api, "{ ship { name } }").data == {"ship": {"name": "Puffin"}}
    reply = harbour.ask_by_key(api, "{ ship { name } }", KEY)
    assert reply.error["message"] == "Not Authorized to access name on type Tug"


def test_typename_and_introspection_are_open_to_everyone_who_is_known(harbour: Harbour, api: str) -> None:
    reply = harbour.ask_by_key(api, '{ __typename __type(name: "Boat") { name } }', KEY)
    assert reply.data == {"__typename": "Query", "__type": {"name": "Boat"}}


def test_a_refused_field_runs_no_resolver(harbour: Harbour) -> None:
    fails = js("util.error('ran')")
    schema = 'type Query { secret: String @aws_cognito_user_pools(cognito_groups: ["captains"]) }'
    api = harbour.deploy(schema, [unit("Query", "secret", fails)])
    assert harbour.ask(api, "{ secret }", user="jonah").error["errorType"] == "Unauthorized"
    assert harbour.ask(api, "{ secret }").error["message"] == "ran"


def test_a_refused_field_that_must_not_be_null_takes_its_parent_along(harbour: Harbour) -> None:
    schema = """
    type Query { boat: Boat }
    type Boat { name: String  engine: String! @aws_cognito_user_pools(cognito_groups: ["captains"]) }
    """
    api = harbour.deploy(schema, [unit("Query", "boat", js("return {payload: {name: 'Ark', engine: 'none'}}"))])
    reply = harbour.ask(api, "{ boat { name engine } }", user="jonah")
    assert reply.json["data"] == {"boat": None}
    assert reply.error["errorType"] == "Unauthorized"
    assert reply.error["path"] == ["boat", "engine"]


class TestDefaultActionDeny:
    @pytest.fixture(scope="class")
    @classmethod
    def closed(cls, harbour: Harbour) -> str:
        config = {**harbour.user_pool["UserPoolConfig"], "DefaultAction": "DENY"}
        schema = """
        type Query {
          plain: String
          users: String @aws_cognito_user_pools
          captains: String @aws_auth(cognito_groups: ["captains"])
        }
        """
        code = js("return {payload: ctx.identity.defaultAuthStrategy}")
        listed = [unit("Query", name, code) for name in ("plain", "users", "captains")]
        return harbour.deploy(schema, listed, properties={**harbour.user_pool, "UserPoolConfig": config})

    def test_only_what_a_directive_opens_is_open(self, harbour: Harbour, closed: str) -> None:
        query = "{ plain users captains }"
        assert harbour.ask(closed, query).json["data"] == {"plain": None, "users": "DENY", "captains": "DENY"}
        assert passed(harbour.ask(closed, query, user="jonah").json["data"]) == {"users"}


def test_aws_auth_works_alone_and_is_refused_beside_other_modes(harbour: Harbour) -> None:
    schema = 'type Query { captains: String @aws_auth(cognito_groups: ["captains"]) }'
    listed = [unit("Query", "captains", js("return {payload: 'aye'}"))]
    alone = harbour.deploy(schema, listed)
    assert harbour.ask(alone, "{ captains }").data == {"captains": "aye"}
    assert harbour.ask(alone, "{ captains }", user="jonah").error["errorType"] == "Unauthorized"
    properties = {**harbour.user_pool, "AdditionalAuthenticationProviders": [API_KEY]}
    with pytest.raises(BadApi, match=r"Query\.captains: @aws_auth has no effect"):
        harbour.deploy(schema, listed, properties=properties)


def test_groups_count_as_the_token_was_signed(harbour: Harbour) -> None:
    promote = harbour.function(
        "promote",
        "export const handler = async (event) => ({ ...event, response: { claimsOverrideDetails: "
        "{ groupOverrideDetails: { groupsToOverride: ['captains'] } } } });",
    )
    house = harbour.house
    pool_id = house.pool(LambdaConfig={"PreTokenGeneration": promote})
    client_id = house.client_id(pool_id)
    house.user(pool_id, "jonah")
    config = {"UserPoolId": pool_id, "AwsRegion": "us-east-1", "DefaultAction": "ALLOW"}
    api = harbour.deploy(
        'type Query { captains: String @aws_cognito_user_pools(cognito_groups: ["captains"]) }',
        [unit("Query", "captains", js("return {payload: ctx.identity.groups.join()}"))],
        properties={**harbour.user_pool, "UserPoolConfig": config},
    )
    token = harbour.token("jonah", client_id=client_id)
    assert harbour.send(api, {"query": "{ captains }"}, [("authorization", token)]).data == {"captains": "captains"}


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ("type Query { a: String @auth(rules: []) }", "line 1: AppSync has no directive @auth"),
        ("type Query { a: String @aws_iam_only }", "no directive @aws_iam_only"),
        ("directive @open on FIELD_DEFINITION\ntype Query { a: String @open }", "line 1: AppSync has no directive"),
        ("type Query { a: String @hidden }", "no directive @hidden"),
        ("type Query {\n a: String @aws_cognito_user_pools(groups: [1]) }", "Unknown argument 'groups'.*line 2"),
        ("type Query { a: String @aws_auth }", "cognito_groups"),
        ("scalar Money\ntype Query { a: Money }", "custom scalars"),
        ("type AWSBoat { a: String }\ntype Query { a: AWSBoat }", "prefix AWS is reserved"),
        ("type Query { a: AWSDuration }", "Unknown type 'AWSDuration'"),
        ("type Query { a: Strin }", "Unknown type 'Strin'"),
        ("type Query { a: String", "cannot be read.*line 1"),
        ("type Boat { a: String }", "Query root type must be provided"),
        ("type Query { a: String }\nquery { a }", "only type definitions"),
        (
            "type Query { a: Ship }\ninterface Ship { n: Int @aws_iam }\ntype Tug implements Ship { n: Int }",
            r"Ship\.n: .* repeat them on Tug\.n",
        ),
        (
            "type Query { a: String }\ntype Mutation { m: String }\ntype Subscription { s: String "
            '@aws_subscribe(mutations: ["x"]) }',
            "names x, which is no mutation",
        ),
        (
            "type Query { a: String }\ntype Mutation { m: Int }\ntype Subscription { s: String "
            '@aws_subscribe(mutations: ["m"]) }',
            "its type is not that of mutation m",
        ),
    ],
)
def test_schemas_that_are_refused(harbour: Harbour, schema: str, fault: str) -> None:
    with pytest.raises(BadApi, match=fault):
        harbour.deploy(schema)


def test_aws_own_definitions_in_a_schema_are_forgiven(harbour: Harbour) -> None:
    schema = "directive @aws_api_key on OBJECT\nschema { query: Asked }\ntype Asked { a: String @aws_api_key }"
    properties = {**harbour.user_pool, "AdditionalAuthenticationProviders": [API_KEY]}
    api = harbour.deploy(schema, properties=properties)
    assert harbour.ask(api, "{ a }").error["errorType"] == "Unauthorized"


@pytest.mark.parametrize(
    ("properties", "fault"),
    [
        ({"AuthenticationType": "BASIC"}, "is none of"),
        ({"AuthenticationType": "AMAZON_COGNITO_USER_POOLS"}, "needs UserPoolConfig"),
        (
            {"AuthenticationType": "AMAZON_COGNITO_USER_POOLS", "UserPoolConfig": {"UserPoolId": "us-east-1_a"}},
            "DefaultAction",
        ),
        ({**API_KEY, "AdditionalAuthenticationProviders": [API_KEY]}, "twice"),
        ({**API_KEY, "ApiType": "MERGED"}, "Merged"),
        ({**API_KEY, "QueryDepthLimit": 76}, "QueryDepthLimit"),
        ({**API_KEY, "ResolverCountLimit": "many"}, "ResolverCountLimit"),
        ({**API_KEY, "IntrospectionConfig": "SOMETIMES"}, "IntrospectionConfig"),
        ({"AuthenticationType": "OPENID_CONNECT", "OpenIDConnectConfig": {}}, "Issuer"),
        (
            {"AuthenticationType": "OPENID_CONNECT", "OpenIDConnectConfig": {"Issuer": "https://x", "ClientId": "("}},
            "regular expression",
        ),
        ({"AuthenticationType": "AWS_LAMBDA", "LambdaAuthorizerConfig": {}}, "AuthorizerUri"),
    ],
)
def test_properties_that_are_refused(harbour: Harbour, properties: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadApi, match=fault):
        harbour.deploy("type Query { a: String }", properties=properties)
