"""Data sources: Lambda functions (single, asynchronous, batched, direct), HTTP, and types that are not built."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from poolhouse.graphql.source import BadApi
from tests.graphql.conftest import RUNTIME, Harbour, Reply, js, unit

SCHEMA = """
type Query { go(n: Int): AWSJSON  boats: [Boat]  boat: Boat }
type Boat { id: Int  name: String  engine: Engine }
type Engine { power: Int }
"""


def lambda_source(arn: str) -> dict[str, Any]:
    return {"yard": {"Name": "yard", "Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": arn}}}


class Yard:
    """APIs over one Lambda function."""

    def __init__(self, harbour: Harbour) -> None:
        self.harbour = harbour

    def deploy(self, code: str, *resolvers: dict[str, Any]) -> str:
        return self.harbour.deploy(SCHEMA, resolvers, data_sources=lambda_source(self.harbour.function("yard", code)))


@pytest.fixture
def yard(harbour: Harbour) -> Yard:
    return Yard(harbour)


INVOKE = js("return {operation: 'Invoke', payload: {n: ctx.args.n}}", "return {result: ctx.result, error: ctx.error}")


def test_invoke_passes_the_payload_and_gives_the_result(harbour: Harbour, yard: Yard) -> None:
    api = yard.deploy("export const handler = async (event) => ({ event });", unit("Query", "go", INVOKE, "yard"))
    assert json.loads(harbour.ask(api, "{ go(n: 2) }").data["go"]) == {"result": {"event": {"n": 2}}, "error": None}


def test_an_error_of_the_function(harbour: Harbour, yard: Yard) -> None:
    code = "export const handler = async () => { throw new TypeError('sunk') };"
    api = yard.deploy(code, unit("Query", "go", INVOKE, "yard"))
    expected = {"result": None, "error": {"message": "sunk", "type": "Lambda:Unhandled"}}
    assert json.loads(harbour.ask(api, "{ go }").data["go"]) == expected


def test_a_function_that_is_not_there(harbour: Harbour) -> None:
    missing = lambda_source("arn:aws:lambda:us-east-1:000000000000:function:nobody")
    api = harbour.deploy(SCHEMA, [unit("Query", "go", INVOKE, "yard")], data_sources=missing)
    error = json.loads(harbour.ask(api, "{ go }").data["go"])["error"]
    assert error["type"] == "Lambda:ResourceNotFoundException"


@pytest.mark.parametrize("operation", ["Call", None])
def test_unknown_operations(harbour: Harbour, yard: Yard, operation: str | None) -> None:
    code = js(f"return {{operation: {json.dumps(operation)}, payload: 1}}")
    api = yard.deploy("export const handler = async () => 1;", unit("Query", "go", code, "yard"))
    assert "Unsupported operation" in harbour.ask(api, "{ go }").error["message"]


def test_an_asynchronous_call_answers_null_at_once(harbour: Harbour, yard: Yard) -> None:
    code = js("return {operation: 'Invoke', invocationType: 'Event', payload: 1}", "return {result: ctx.result}")
    api = yard.deploy("export const handler = async () => 'late';", unit("Query", "go", code, "yard"))
    assert json.loads(harbour.ask(api, "{ go }").data["go"]) == {"result": None}


def direct(type_name: str, field_name: str, **more: Any) -> dict[str, Any]:
    return {"TypeName": type_name, "FieldName": field_name, "DataSourceName": "yard", **more}


def test_a_direct_resolver_sends_the_whole_context(harbour: Harbour, yard: Yard) -> None:
    code = "export const handler = async (event) => ({ id: 1, name: JSON.stringify(event) });"
    api = yard.deploy(code, direct("Query", "boat"))
    event = json.loads(harbour.ask(api, "{ boat { id name } }", {}).data["boat"]["name"])
    assert list(event) == ["arguments", "identity", "source", "request", "prev", "info", "stash"]
    assert event["identity"]["username"] == "marina"
    assert event["info"] == {
        "fieldName": "boat",
        "parentTypeName": "Query",
        "variables": {},
        "selectionSetList": ["id", "name"],
        "selectionSetGraphQL": "{\n  id\n  name\n}",
    }


def test_an_error_of_a_direct_resolver_is_the_fields(harbour: Harbour, yard: Yard) -> None:
    api = yard.deploy("export const handler = async () => { throw new Error('sunk') };", direct("Query", "boat"))
    error = harbour.ask(api, "{ boat { id } }").error
    assert (error["message"], error["errorType"]) == ("sunk", "Lambda:Unhandled")


BOATS = js("return {payload: [{id: 1, name: 'a'}, {id: 2, name: 'b'}, {id: 3, name: 'c'}]}")
ENGINES = """
export const handler = async (events) => events.map(({ id }) => ({ power: id * 100 + events.length }));
"""


class TestBatches:
    REQUEST = "return {operation: 'BatchInvoke', payload: {id: ctx.source.id}}"

    def powers(self, reply: Reply) -> list[int]:
        return [boat["engine"]["power"] for boat in reply.data["boats"]]

    @pytest.mark.parametrize(("size", "expected"), [(10, [103, 203, 303]), (2, [102, 202, 301])])
    def test_payloads_of_a_field_travel_together(
        self, harbour: Harbour, yard: Yard, size: int, expected: list[int]
    ) -> None:
        template = {
            "RequestMappingTemplate": '{"version": "2018-05-29", "operation": "BatchInvoke", '
            '"payload": {"id": $ctx.source.id}}',
            "ResponseMappingTemplate": "$util.toJson($ctx.result)",
            "MaxBatchSize": size,
        }
        api = yard.deploy(ENGINES, unit("Query", "boats", BOATS), direct("Boat", "engine", **template))
        assert self.powers(harbour.ask(api, "{ boats { engine { power } } }")) == expected

    def test_scripts_are_waited_for(self, harbour: Harbour, yard: Yard) -> None:
        engine = unit("Boat", "engine", js(self.REQUEST), "yard", MaxBatchSize=10)
        api = yard.deploy(ENGINES, unit("Query", "boats", BOATS), engine)
        assert self.powers(harbour.ask(api, "{ boats { engine { power } } }")) == [103, 203, 303]

    def test_who_ends_early_holds_nobody_up(self, harbour: Harbour, yard: Yard) -> None:
        engine = unit(
            "Boat",
            "engine",
            js("if (ctx.source.id === 2) util.error('none'); " + self.REQUEST),
            "yard",
            MaxBatchSize=10,
        )
        api = yard.deploy(ENGINES, unit("Query", "boats", BOATS), engine)
        reply = harbour.ask(api, "{ boats { engine { power } } }")
        assert reply.json["data"]["boats"] == [{"engine": {"power": 102}}, {"engine": None}, {"engine": {"power": 302}}]
        assert reply.error["path"] == ["boats", 1, "engine"]

    def test_who_skips_one_batch_and_waits_in_the_next_holds_nobody_up(self, harbour: Harbour, yard: Yard) -> None:
        skipping = js("if (ctx.source.id === 2) runtime.earlyReturn(null); " + self.REQUEST)
        both = {
            name: {"DataSourceName": "yard", "Code": code, "Runtime": RUNTIME, "MaxBatchSize": 10}
            for name, code in (("first", skipping), ("second", js(self.REQUEST)))
        }
        engine = {
            "TypeName": "Boat",
            "FieldName": "engine",
            "Kind": "PIPELINE",
            "PipelineConfig": {"Functions": list(both)},
            "Code": js("return {}", "return ctx.prev.result"),
            "Runtime": RUNTIME,
        }
        sources = lambda_source(harbour.function("yard", ENGINES))
        listed = [unit("Query", "boats", BOATS), engine]
        api = harbour.deploy(SCHEMA, listed, functions=both, data_sources=sources)
        assert self.powers(harbour.ask(api, "{ boats { engine { power } } }")) == [103, 203, 303]

    def test_a_wrong_number_of_results_is_everyones_error(self, harbour: Harbour, yard: Yard) -> None:
        engine = unit("Boat", "engine", js(self.REQUEST, "util.error(ctx.error.message)"), "yard", MaxBatchSize=10)
        api = yard.deploy("export const handler = async () => [1];", unit("Query", "boats", BOATS), engine)
        errors = harbour.ask(api, "{ boats { engine { power } } }").json["errors"]
        assert len(errors) == 3

    def test_a_batch_needs_a_size(self, harbour: Harbour, yard: Yard) -> None:
        api = yard.deploy(ENGINES, unit("Query", "boats", BOATS), unit("Boat", "engine", js(self.REQUEST), "yard"))
        error = harbour.ask(api, "{ boats { engine { power } } }").json["errors"][0]
        assert "MaxBatchSize" in error["message"]

    def test_items_of_direct_batches_may_fail_alone(self, harbour: Harbour, yard: Yard) -> None:
        code = """export const handler = async (events) => events.map(({ source }) => source.id === 2
          ? { data: null, errorMessage: 'none', errorType: 'NoEngine' }
          : { data: { power: source.id } });"""
        api = yard.deploy(code, unit("Query", "boats", BOATS), direct("Boat", "engine", MaxBatchSize=10))
        reply = harbour.ask(api, "{ boats { engine { power } } }")
        assert reply.json["data"]["boats"] == [{"engine": {"power": 1}}, {"engine": None}, {"engine": {"power": 3}}]
        assert (reply.error["message"], reply.error["errorType"]) == ("none", "NoEngine")


@pytest.mark.parametrize(
    "kind", ["AMAZON_DYNAMODB", "RELATIONAL_DATABASE", "AMAZON_OPENSEARCH_SERVICE", "AMAZON_EVENTBRIDGE"]
)
def test_types_that_are_not_built_answer_so(harbour: Harbour, kind: str) -> None:
    api = harbour.deploy(
        SCHEMA,
        [unit("Query", "go", js("return {operation: 'GetItem'}"), "table"), unit("Query", "boat", js("return {}"))],
        data_sources={"table": {"Name": "table", "Type": kind}},
    )
    reply = harbour.ask(api, "{ go boat { id } }")
    assert reply.json["data"] == {"go": None, "boat": None}
    assert reply.error["errorType"] == "UnsupportedOperation"
    assert reply.error["message"] == f"Data source table: type {kind} is not supported by Poolhouse."


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ({"Type": "MAGIC"}, "there is no type 'MAGIC'"),
        ({"Type": "AWS_LAMBDA"}, "LambdaConfig.LambdaFunctionArn is missing"),
        ({"Type": "HTTP"}, "HttpConfig.Endpoint is missing"),
        ({"Type": "HTTP", "HttpConfig": {"Endpoint": "ftp://x"}}, "must be an http or https address"),
        ({"Type": "HTTP", "HttpConfig": {"Endpoint": "https://a@b"}}, "must be an http or https address"),
    ],
)
def test_data_sources_that_are_refused(harbour: Harbour, source: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadApi, match=fault):
        harbour.deploy(SCHEMA, data_sources={"odd": source})


class _Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        seen = {
            "method": self.command,
            "path": self.path,
            "header": self.headers.get("x-mine"),
            "host": self.headers.get("host"),
            "cookie": self.headers.get("cookie"),
            "body": self.rfile.read(length).decode(),
        }
        self.send_response(302 if self.path == "/away" else 418)
        self.send_header("location", "http://192.0.2.1/")
        self.send_header("set-cookie", "session=1; Path=/")
        self.end_headers()
        self.wfile.write(json.dumps(seen).encode() if self.path != "/huge" else b"x" * (6 * 1024 * 1024))

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class TestHttp:
    @pytest.fixture(scope="class")
    @classmethod
    def address(cls) -> Iterator[str]:
        with HTTPServer(("127.0.0.1", 0), _Echo) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()

    def ask(self, harbour: Harbour, address: str, request: str, **config: Any) -> Reply:
        source = {"web": {"Name": "web", "Type": "HTTP", "HttpConfig": {"Endpoint": address, **config}}}
        code = js(f"return {request}", "return {result: ctx.result, error: ctx.error}")
        api = harbour.deploy(SCHEMA, [unit("Query", "go", code, "web")], data_sources=source)
        return harbour.ask(api, "{ go }")

    def test_a_request_and_its_answer(self, harbour: Harbour, address: str) -> None:
        request = """{method: 'PUT', resourcePath: '/a b/1', params: {
          query: {q: 'x&y', n: 1}, headers: {'X-Mine': 'yes', Host: 'elsewhere'}, body: {a: 1}}}"""
        answer = json.loads(self.ask(harbour, address, request).data["go"])
        assert answer["error"] is None
        assert answer["result"]["statusCode"] == 418
        assert json.loads(answer["result"]["body"]) == {
            "method": "PUT",
            "path": "/a%20b/1?q=x%26y&n=1",
            "header": "yes",
            "host": address.removeprefix("http://"),
            "cookie": None,
            "body": '{"a":1}',
        }

    def test_cookies_do_not_stay(self, harbour: Harbour, address: str) -> None:
        for _ in range(2):
            answer = json.loads(self.ask(harbour, address, "{method: 'GET', resourcePath: '/'}").data["go"])
            assert json.loads(answer["result"]["body"])["cookie"] is None

    def test_redirects_are_answers(self, harbour: Harbour, address: str) -> None:
        answer = json.loads(self.ask(harbour, address, "{method: 'GET', resourcePath: '/away'}").data["go"])
        assert answer["result"]["statusCode"] == 302

    @pytest.mark.parametrize("path", ["@192.0.2.1/", "//192.0.2.1/x", "/\\\\192.0.2.1", "/../x", "/?a#b"])
    def test_a_path_never_leads_elsewhere(self, harbour: Harbour, address: str, path: str) -> None:
        reply = self.ask(harbour, address, f"{{method: 'GET', resourcePath: '{path}'}}")
        if "errors" in reply.json:
            assert "resourcePath" in reply.error["message"]
        else:
            body = json.loads(json.loads(reply.data["go"])["result"]["body"])
            assert body["host"] == address.removeprefix("http://")

    @pytest.mark.parametrize("request_", ["{method: 'TRACE', resourcePath: '/'}", "{method: 'GET'}"])
    def test_odd_requests_are_refused(self, harbour: Harbour, address: str, request_: str) -> None:
        assert self.ask(harbour, address, request_).error["errorType"] == "MappingTemplate"

    @pytest.mark.parametrize(("path", "cause"), [("/huge", "more than"), (None, "did not answer")])
    def test_faults_are_the_response_handlers(
        self, harbour: Harbour, address: str, path: str | None, cause: str
    ) -> None:
        target = address if path else "http://127.0.0.1:1"
        answer = json.loads(self.ask(harbour, target, f"{{method: 'GET', resourcePath: '{path or '/'}'}}").data["go"])
        assert answer["error"]["type"] == "HttpDataSourceError"
        assert cause in answer["error"]["message"]

    def test_signed_requests_are_not_built(self, harbour: Harbour, address: str) -> None:
        signed = {"AuthorizationType": "AWS_IAM"}
        reply = self.ask(harbour, address, "{method: 'GET', resourcePath: '/'}", AuthorizationConfig=signed)
        assert reply.error["errorType"] == "UnsupportedOperation"
