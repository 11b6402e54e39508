"""The shape of answers: requests that are none, validation, values that do not fit, limits, introspection."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from graphql import get_introspection_query
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.graphql import endpoint, state
from tests.graphql.conftest import Harbour, js, unit

SCHEMA = """
type Query { boat(id: ID): Boat  need(id: ID!): String  boats: [Boat!]  names: [String]  any: Thing  odd: String! }
type Boat { id: ID!  name: String!  length: Int  built: AWSDateTime  next: Boat  kind: Kind  crew: [Person!]! }
type Person { name: String! }
enum Kind { TUG FERRY }
union Thing = Boat | Person
type Mutation { one: Int  two: Int }
type Subscription { watched: Int @aws_subscribe(mutations: ["one"]) }
"""


def boat(value: str, field: str = "boat") -> dict[str, Any]:
    return unit("Query", field, js(f"return {{payload: {value}}}"))


@pytest.fixture(scope="module")
def api(harbour: Harbour) -> str:
    return harbour.deploy(SCHEMA, [boat("{id: 1, name: 'Ark', next: {id: 2, name: 'Tug'}}")])


class TestRequests:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b'"x"',
            b"{}",
            b'{"query": 1}',
            b'{"query": "{a}", "variables": []}',
            b"[" * 100_000,
            b"\xff",
        ],
    )
    def test_what_is_no_request(self, harbour: Harbour, api: str, body: bytes) -> None:
        reply = harbour.send(api, body, [("authorization", harbour.token())])
        assert reply.refusal[:2] == (400, "MalformedHttpRequestException")

    @pytest.mark.parametrize("depth", [99, 900, 100_000])
    def test_variables_that_are_nested_too_deep(self, harbour: Harbour, api: str, depth: int) -> None:
        body = b'{"query": "{ boat { id } }", "variables": {"a": ' + b"[" * depth + b"]" * depth + b"}}"
        reply = harbour.send(api, body, [("authorization", harbour.token())])
        if depth == 99:
            assert reply.data == {"boat": {"id": "1"}}
        else:
            text = "The body is nested more than 100 deep."
            assert reply.refusal == (400, "MalformedHttpRequestException", text)

    def test_only_callers_learn_what_is_wrong(self, harbour: Harbour, api: str) -> None:
        assert harbour.send(api, b"{").status == 401

    @pytest.mark.parametrize("query", ["{", "", "query {", "{ boat(id: ) }", "{" * 500, "{ a " * 8000])
    def test_wrong_syntax(self, harbour: Harbour, api: str, query: str) -> None:
        expected = (400, "MalformedHttpRequestException", "Unable to parse GraphQL query.")
        assert harbour.ask(api, query).refusal == expected

    def test_a_body_beyond_the_limit(self, harbour: Harbour, api: str) -> None:
        body = b'{"query": "{ boat { id } }", "x": "' + b"x" * endpoint.LARGEST_BODY + b'"}'
        assert harbour.send(api, body, [("authorization", harbour.token())]).status == 413

    def test_other_methods(self, harbour: Harbour, api: str) -> None:
        assert harbour.send(api, b"", [("authorization", harbour.token())], method="GET").status == 405

    def test_a_browsers_question_needs_no_credentials(self, harbour: Harbour, api: str) -> None:
        asked = "content-type,authorization,x-amz-user-agent"
        reply = harbour.send(api, b"", [("access-control-request-headers", asked)], method="OPTIONS")
        assert reply.status == 200
        assert reply.headers["access-control-allow-origin"] == "*"
        assert reply.headers["access-control-allow-headers"] == asked

    def test_every_answer_is_open_to_browsers_and_has_an_id(self, harbour: Harbour, api: str) -> None:
        for reply in (harbour.send(api, b"{"), harbour.ask(api, "{ boat { id } }"), harbour.ask("nowhere", "{ a }")):
            assert reply.headers["access-control-allow-origin"] == "*"
            assert reply.headers["x-amzn-requestid"] == "6f9d1f0e-0000-4000-8000-000000000001"
            assert reply.headers["content-type"] == "application/json;charset=UTF-8"

    def test_refusals_are_laid_out_as_appsync_does(self, harbour: Harbour, api: str) -> None:
        assert harbour.send(api, {"query": "{ a }"}).text == (
            '{\n  "errors" : [ {\n    "errorType" : "UnauthorizedException",\n'
            '    "message" : "Valid authorization header not provided."\n  } ]\n}'
        )

    def test_subscriptions_go_elsewhere(self, harbour: Harbour, api: str) -> None:
        status, _, text = harbour.ask(api, "subscription { watched }").refusal
        assert status == 400
        assert "WebSocket" in text

    def test_the_operation_by_name(self, harbour: Harbour, api: str) -> None:
        query = "query A { boat { id } } query B { boat { name } }"
        assert harbour.ask(api, query, operationName="B").data == {"boat": {"name": "Ark"}}
        for name in (None, "C"):
            assert harbour.ask(api, query, operationName=name).json["data"] is None


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_body_is_the_servers_fault(harbour: Harbour, api: str, body: bytes) -> None:
    assert harbour.send(api, body, [("authorization", harbour.token())]).status == 400


WORDS = st.sampled_from(
    ["{", "}", "(", ")", ":", "boat", "id", "name", "...", "on", "Boat", "query", "$a", "ID!", "1", '"x"', "@skip",
     "if", "true", "fragment", "F", "__typename", "__schema", "types", "[", "]", "!", "#", "null", "any", "one"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=40), st.dictionaries(st.just("a"), st.text()))
def test_no_query_is_the_servers_fault(harbour: Harbour, api: str, query: str, variables: dict[str, str]) -> None:
    reply = harbour.ask(api, f"{{ {query} }}", variables)
    assert reply.status in (200, 400)
    assert "InternalFailure" not in reply.text


class TestValidation:
    @pytest.mark.parametrize(
        ("query", "message", "column"),
        [
            (
                "{ boat { payload } }",
                "Validation error of type FieldUndefined: Field 'payload' in type 'Boat' is undefined @ 'boat/payload'",
                10,
            ),
            (
                "{ nope }",
                "Validation error of type FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'",
                3,
            ),
            ("{ need }", "Validation error of type MissingFieldArgument: Missing field argument id @ 'need'", 3),
            (
                "{ need(id: 1, x: 2) }",
                "Validation error of type UnknownArgument: Unknown field argument x @ 'need'",
                15,
            ),
        ],
    )
    def test_appsyncs_words(self, harbour: Harbour, api: str, query: str, message: str, column: int) -> None:
        locations = [{"line": 1, "column": column, "sourceName": None}]
        assert harbour.ask(api, query).json == {
            "data": None,
            "errors": [{"path": None, "locations": locations, "message": message}],
        }

    @pytest.mark.parametrize(
        "query", ["{ boat }", "{ boat { id } } { boat { id } }", "{ ...F }", "{ a: __typename @x }"]
    )
    def test_other_faults_are_found_too(self, harbour: Harbour, api: str, query: str) -> None:
        reply = harbour.ask(api, query)
        assert reply.json["data"] is None
        assert set(reply.json["errors"][0]) == {"path", "locations", "message"}

    def test_directives_arguments_are_checked(self, harbour: Harbour, api: str) -> None:
        assert "if" in harbour.ask(api, "{ boat @skip { id } }").error["message"]
        assert "no" in harbour.ask(api, "{ boat @skip(if: true, no: 1) { id } }").error["message"]

    @pytest.mark.parametrize("variables", [None, {}, {"id": None}, {"id": {}}])
    def test_variables_that_do_not_fit(self, harbour: Harbour, api: str, variables: dict[str, Any] | None) -> None:
        reply = harbour.ask(api, "query($id: ID!) { need(id: $id) }", variables)
        assert reply.json["data"] is None
        assert set(reply.error) == {"path", "locations", "message"}
        expected = "Variable 'id' has coerced Null value for NonNull type 'ID!'"
        assert reply.error["message"] == expected or (variables == {"id": {}} and "id" in reply.error["message"])


class TestValues:
    def ask(self, harbour: Harbour, value: str, query: str, field: str = "boat") -> tuple[Any, list[dict[str, Any]]]:
        reply = harbour.ask(harbour.deploy(SCHEMA, [boat(value, field)]), query)
        return reply.json["data"], reply.json.get("errors", [])

    def test_null_where_none_may_be(self, harbour: Harbour) -> None:
        data, errors = self.ask(harbour, "{id: 1}", "{ boat { id name } }")
        assert data == {"boat": None}
        assert errors == [
            {
                "path": ["boat", "name"],
                "locations": None,
                "message": "Cannot return null for non-nullable type: 'String' within parent 'Boat' (/boat/name)",
            }
        ]

    def test_null_at_the_top(self, harbour: Harbour) -> None:
        data, errors = self.ask(harbour, "null", "{ odd }", "odd")
        assert data is None
        assert errors[0]["message"] == "Cannot return null for non-nullable type: 'String' within parent 'Query' (/odd)"

    def test_null_in_a_list(self, harbour: Harbour) -> None:
        data, errors = self.ask(harbour, "[{id: 1}, null]", "{ boats { id } }", "boats")
        assert data == {"boats": None}
        expected = "Cannot return null for non-nullable type: 'Boat' within parent 'Query' (/boats[1])"
        assert errors[0]["message"] == expected

    def test_null_below_a_list(self, harbour: Harbour) -> None:
        _, errors = self.ask(harbour, "[{id: 1}, {}]", "{ boats { id } }", "boats")
        expected = "Cannot return null for non-nullable type: 'ID' within parent 'Boat' (/boats[1]/id)"
        assert errors[0]["message"] == expected

    @pytest.mark.parametrize(
        ("value", "query", "message"),
        [
            (
                "{built: 'x'}",
                "{ boat { built } }",
                "Can't serialize value (/boat/built) : Unable to serialize `x` as a valid DateTime Object.",
            ),
            (
                "{next: 1}",
                "{ boat { next { id } } }",
                "Can't resolve value (/boat/next) : type mismatch error, expected type OBJECT",
            ),
            (
                "{crew: {}}",
                "{ boat { crew { name } } }",
                "Can't resolve value (/boat/crew) : type mismatch error, expected type LIST",
            ),
        ],
    )
    def test_values_that_do_not_fit(self, harbour: Harbour, value: str, query: str, message: str) -> None:
        _, (error,) = self.ask(harbour, value, query)
        assert (error["message"], error["locations"]) == (message, None)
        assert "errorType" not in error

    @pytest.mark.parametrize("value", ["{length: 'x'}", "{length: 3000000000}", "{length: {}}"])
    def test_numbers_that_are_none(self, harbour: Harbour, value: str) -> None:
        data, (error,) = self.ask(harbour, value, "{ boat { length } }")
        assert data == {"boat": {"length": None}}
        assert error["message"].startswith("Can't serialize value (/boat/length) : ")

    @pytest.mark.parametrize("value", ["{kind: 'BARGE'}", "{kind: {}}", "{kind: []}"])
    def test_enumerations(self, harbour: Harbour, value: str) -> None:
        data, errors = self.ask(harbour, value, "{ boat { kind } }")
        assert data == {"boat": {"kind": None}}
        assert len(errors) == 1

    def test_extra_keys_are_ignored(self, harbour: Harbour) -> None:
        assert self.ask(harbour, "{id: 1, more: 2, kind: 'TUG'}", "{ boat { id kind } }") == (
            {"boat": {"id": "1", "kind": "TUG"}},
            [],
        )

    def test_unions_need_a_typename(self, harbour: Harbour) -> None:
        query = "{ any { __typename ... on Person { name } } }"
        data, _ = self.ask(harbour, "{__typename: 'Person', name: 'Noah'}", query, "any")
        assert data == {"any": {"__typename": "Person", "name": "Noah"}}
        for value in ("{name: 'Noah'}", "{__typename: 'Query'}", "{__typename: 'Nobody'}", "1"):
            data, errors = self.ask(harbour, value, query, "any")
            assert data == {"any": None}
            assert len(errors) == 1


class TestLimits:
    def test_depth(self, harbour: Harbour) -> None:
        properties = {**harbour.user_pool, "QueryDepthLimit": 2}
        listed = [boat("{id: 1, name: 'Ark', next: {id: 2}}")]
        api = harbour.deploy(SCHEMA, listed, properties=properties)
        reply = harbour.ask(api, "{ boat { name next { length } } }")
        assert reply.json["data"] == {"boat": {"name": "Ark", "next": {"length": None}}}
        assert (reply.error["errorType"], reply.error["path"]) == ("QueryDepthLimitReached", ["boat", "next", "length"])

    def test_lists_count_for_no_level(self, harbour: Harbour) -> None:
        properties = {**harbour.user_pool, "QueryDepthLimit": 2}
        api = harbour.deploy(SCHEMA, [boat("[{id: 1}]", "boats")], properties=properties)
        assert harbour.ask(api, "{ boats { id } }").data == {"boats": [{"id": "1"}]}

    def test_resolvers(self, harbour: Harbour) -> None:
        properties = {**harbour.user_pool, "ResolverCountLimit": 2}
        api = harbour.deploy(SCHEMA, [boat("{id: 1}")], properties=properties)
        reply = harbour.ask(api, "{ a: boat { id } b: boat { id } c: boat { id } }")
        assert reply.json["data"] == {"a": {"id": "1"}, "b": {"id": "1"}, "c": None}
        assert reply.error["errorType"] == "ResolverExecutionLimitReached"

    def test_fields(self, harbour: Harbour) -> None:
        count = 1000
        api = harbour.deploy(SCHEMA, [boat(f"'x'.repeat({count}).split('').map((x) => ({{id: 1}}))", "boats")])
        aliases = " ".join(f"a{number}: id" for number in range(state.MOST_FIELDS // count + 1))
        reply = harbour.ask(api, f"{{ boats {{ {aliases} }} }}")
        assert reply.json["data"] is None
        assert reply.error["errorType"] == "QueryLimitReached"

    def test_variables_times_resolvers(self, harbour: Harbour) -> None:
        api = harbour.deploy(SCHEMA, [boat("{id: 1}")])
        aliases = " ".join(f"a{number}: boat {{ id }}" for number in range(5))
        body = {"query": f"{{ {aliases} }}", "variables": {"unused": "x" * 1_000_000}}
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(state, "MOST_COPIED", 3_100_000)
            reply = harbour.send(api, body, [("authorization", harbour.token())])
        assert [value is None for value in reply.json["data"].values()] == [False, False, False, True, True]
        assert {error["errorType"] for error in reply.json["errors"]} == {"QueryLimitReached"}

    def test_others_are_served_while_a_large_value_is_taken_apart(self, harbour: Harbour) -> None:
        value = {"id": 1, "next": {"id": 1, "next": {"id": 1}}}
        template = f'{{"version": "2018-05-29", "payload": {json.dumps([value] * 50)}}}'
        resolver = {
            "TypeName": "Query",
            "FieldName": "boats",
            "DataSourceName": "none",
            "RequestMappingTemplate": template,
            "ResponseMappingTemplate": "$util.toJson($ctx.result)",
        }
        api = harbour.deploy(SCHEMA, [resolver])
        body = {"query": "{ boats { next { next { id } } } }"}
        request = harbour.request(api, body, [("authorization", harbour.token())])

        async def turns_of_others() -> int:
            answering = asyncio.ensure_future(harbour.endpoint.handle(api, request))
            turns = 0
            while not answering.done():
                await asyncio.sleep(0)
                turns += 1
            assert harbour.reply(await answering).data == {"boats": [{"next": {"next": {"id": "1"}}}] * 50}
            return turns

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(state, "TURN_SECONDS", 0)
            assert harbour.house.runner.run(turns_of_others()) > 100

    def test_tokens(self, harbour: Harbour, api: str) -> None:
        query = "{ " + " ".join(f"a{number}: __typename" for number in range(6000)) + " }"
        assert harbour.ask(api, query).status == 400

    def test_fragments_that_unfold(self, harbour: Harbour, api: str) -> None:
        levels = 60
        fragments = "".join(
            f"fragment F{level} on Boat {{ a: next {{ ...F{level + 1} }} b: next {{ ...F{level + 1} }} }} "
            for level in range(levels)
        )
        query = f"{{ boat {{ ...F0 }} }} {fragments} fragment F{levels} on Boat {{ id }}"
        assert harbour.ask(api, query).status == 200

    def test_the_answer(self, harbour: Harbour) -> None:
        api = harbour.deploy(SCHEMA, [boat("'x'.repeat(1000).split('').map(() => 'x'.repeat(4000))", "names")])
        reply = harbour.ask(api, "{ a: names b: names }")
        assert reply.json["data"] is None
        assert reply.error["errorType"] == "ResponseSizeLimitReached"

    def test_time(self, harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
        arn = harbour.function("endless", "export const handler = () => new Promise(() => setInterval(() => 1, 1000));")
        source = {"endless": {"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": arn}}}
        listed = [{"TypeName": "Query", "FieldName": "odd", "DataSourceName": "endless"}]
        api = harbour.deploy(SCHEMA, listed, data_sources=source)
        monkeypatch.setattr(endpoint, "EXECUTION_SECONDS", 0.3)
        reply = harbour.ask(api, "{ odd }")
        assert reply.json["data"] is None
        assert (reply.error["errorType"], reply.error["message"]) == ("ExecutionTimeout", "Execution timed out.")


class TestIntrospection:
    def test_on(self, harbour: Harbour, api: str) -> None:
        types = {each["name"]: each for each in harbour.ask(api, get_introspection_query()).data["__schema"]["types"]}
        assert types["AWSDateTime"]["kind"] == "SCALAR"
        assert [field["name"] for field in types["Mutation"]["fields"]] == ["one", "two"]

    def test_off(self, harbour: Harbour) -> None:
        properties = {**harbour.user_pool, "IntrospectionConfig": "DISABLED"}
        api = harbour.deploy(SCHEMA, properties=properties)
        reply = harbour.ask(api, "{ __typename __schema { types { name } } }")
        assert reply.json["data"] is None
        assert reply.json["errors"][0]["message"] == (
            "Validation error of type FieldUndefined: Field 'types' in type '__Schema' is undefined @ '__schema/types'"
        )
        assert harbour.ask(api, '{ __type(name: "Boat") { name } }').json["data"] is None
        assert harbour.ask(api, "{ ...F } fragment F on Query { __schema { types { name } } }").json["data"] is None
        assert harbour.ask(api, "{ __typename }").data == {"__typename": "Query"}

    @pytest.mark.parametrize(
        "query",
        [
            "{ a: __schema { types { name } } b: __schema { types { name } } }",
            "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
            "{ __schema { types { " + " ".join(f"a{number}: name" for number in range(400)) + " } } }",
        ],
    )
    def test_too_much_of_it(self, harbour: Harbour, api: str, query: str) -> None:
        assert harbour.ask(api, query).json["data"] is None


def test_mutations_run_one_after_the_other(harbour: Harbour) -> None:
    code = "let n = 0; export const handler = async () => { n += 1; return n; };"
    arn = harbour.function("counter", code)
    source = {"counter": {"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": arn}}}
    listed = [{"TypeName": "Mutation", "FieldName": name, "DataSourceName": "counter"} for name in ("one", "two")]
    api = harbour.deploy(SCHEMA, listed, data_sources=source)
    assert harbour.ask(api, "mutation { one two three: one }").data == {"one": 1, "two": 2, "three": 3}


def test_arguments_may_have_any_name(harbour: Harbour) -> None:
    schema = "type Query { go(source: Int, info: Int, self: Int): AWSJSON }"
    api = harbour.deploy(schema, [unit("Query", "go", js("return {payload: ctx.args}"))])
    data = harbour.ask(api, "{ go(source: 1, info: 2, self: 3) }").data
    assert json.loads(data["go"]) == {"source": 1, "info": 2, "self": 3}
