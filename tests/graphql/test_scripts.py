"""APPSYNC_JS resolvers: units, pipelines, what is shared, how they end, and what the code can reach."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from poolhouse.functions.node_binary import find_node
from poolhouse.graphql.js.runner import HARNESS
from poolhouse.graphql.source import BadApi
from tests.graphql.conftest import RUNTIME, Harbour, js, unit


def function(name: str, code: str, source: str = "none") -> dict[str, Any]:
    return {"Name": name, "DataSourceName": source, "Code": code, "Runtime": RUNTIME}


def pipeline(code: str, *ids: str, type_name: str = "Query", field_name: str = "go") -> dict[str, Any]:
    return {
        "TypeName": type_name,
        "FieldName": field_name,
        "Kind": "PIPELINE",
        "PipelineConfig": {"Functions": list(ids)},
        "Code": code,
        "Runtime": RUNTIME,
    }


SCHEMA = "type Query { go(n: Int, input: In): AWSJSON }\ninput In { a: Int  b: [Int] }"


def run(harbour: Harbour, code: str, query: str = "{ go }", **more: Any) -> Any:
    api = harbour.deploy(SCHEMA, [unit("Query", "go", code)], **more)
    return json.loads(harbour.ask(api, query).data["go"])


def run_pipeline(harbour: Harbour, code: str, *codes: str, query: str = "{ go }") -> Any:
    functions = {f"f{number}": function(f"f{number}", each) for number, each in enumerate(codes)}
    api = harbour.deploy(SCHEMA, [pipeline(code, *functions)], functions=functions)
    return harbour.ask(api, query)


def test_a_unit_passes_request_and_response(harbour: Harbour) -> None:
    code = js("return {payload: ctx.args.n + 1}", "return {got: ctx.result, args: ctx.arguments}")
    assert run(harbour, code, "{ go(n: 4) }") == {"got": 5, "args": {"n": 4}}


@pytest.mark.parametrize("value", [False, 0, "", [], {}])
def test_the_source_none_keeps_what_is_falsy(harbour: Harbour, value: Any) -> None:
    assert run(harbour, js(f"return {{payload: {json.dumps(value)}}}", "return {is: ctx.result}")) == {"is": value}


def test_functions_share_stash_and_arguments_and_see_the_last_result(harbour: Harbour) -> None:
    reply = run_pipeline(
        harbour,
        js("ctx.stash.seen = ['before']; ctx.args.input.b.push(9); return {first: true}", "return ctx.prev.result"),
        js("ctx.stash.seen.push('f0'); ctx.args.n = 7; return {payload: ctx.prev.result}"),
        js("return {payload: {stash: ctx.stash, args: ctx.args, prev: ctx.prev.result}}"),
        query="{ go(n: 1, input: {a: 1, b: [1]}) }",
    )
    assert json.loads(reply.data["go"]) == {
        "stash": {"seen": ["before", "f0"]},
        "args": {"n": 7, "input": {"a": 1, "b": [1, 9]}},
        "prev": {"first": True},
    }


def test_siblings_share_nothing(harbour: Harbour) -> None:
    code = js(
        "ctx.args.input.a = ctx.args.input.a + 1; ctx.stash.n = (ctx.stash.n ?? 0) + 1; return {}",
        "return [ctx.args.input.a, ctx.stash.n]",
    )
    api = harbour.deploy(SCHEMA, [unit("Query", "go", code)])
    query = "query($input: In) { one: go(input: $input) two: go(input: $input) }"
    assert harbour.ask(api, query, {"input": {"a": 1}}).data == {"one": "[2,1]", "two": "[2,1]"}


def test_an_early_return_of_a_function_skips_its_source_alone(harbour: Harbour) -> None:
    reply = run_pipeline(
        harbour,
        js("return {}", "return ctx.prev.result"),
        js("runtime.earlyReturn({from: 'f0'})", "util.error('response ran')"),
        js("return {payload: {after: ctx.prev.result.from}}"),
    )
    assert json.loads(reply.data["go"]) == {"after": "f0"}


def test_an_early_return_to_the_end_skips_the_other_functions(harbour: Harbour) -> None:
    reply = run_pipeline(
        harbour,
        js("return {}", "return {end: ctx.prev.result}"),
        js("runtime.earlyReturn(1, {skipTo: 'END'})"),
        js("util.error('ran')"),
    )
    assert json.loads(reply.data["go"]) == {"end": 1}


def test_an_early_return_before_the_functions_goes_straight_behind_them(harbour: Harbour) -> None:
    reply = run_pipeline(
        harbour, js("runtime.earlyReturn('x')", "return {end: ctx.prev.result}"), js("util.error('ran')")
    )
    assert json.loads(reply.data["go"]) == {"end": "x"}


def test_an_error_ends_the_pipeline(harbour: Harbour) -> None:
    reply = run_pipeline(
        harbour,
        js("return {}", "util.error('after ran')"),
        js("return {payload: 1}", "util.error('f0 failed', 'Mine', {a: 1}, {b: 2})"),
        js("util.error('f1 ran')"),
    )
    assert reply.json["data"] == {"go": None}
    assert reply.error == {
        "path": ["go"],
        "data": {"a": 1},
        "errorType": "Mine",
        "errorInfo": {"b": 2},
        "locations": [{"line": 1, "column": 3, "sourceName": None}],
        "message": "f0 failed",
    }


def test_unauthorized_names_the_field(harbour: Harbour) -> None:
    error = run_pipeline(harbour, js("return {}"), js("util.unauthorized()")).error
    assert (error["errorType"], error["message"]) == ("Unauthorized", "Not Authorized to access go on type Query")


def test_appended_errors_come_with_the_result(harbour: Harbour) -> None:
    reply = run_pipeline(
        harbour,
        js("util.appendError('one', 'A', 1, 2); return {}", "return ctx.outErrors.map((error) => error.message)"),
        js("util.appendError('two'); return {payload: 1}"),
    )
    assert json.loads(reply.json["data"]["go"]) == ["one", "two"]
    assert [(error["message"], error["errorType"], error["path"]) for error in reply.json["errors"]] == [
        ("one", "A", ["go"]),
        ("two", None, ["go"]),
    ]


def test_an_errors_data_is_cut_to_the_selection(harbour: Harbour) -> None:
    schema = "type Query { boat: Boat }\ntype Boat { name: String  crew: [Person] }\ntype Person { name: String }"
    data = "{name: 'Ark', secret: 1, crew: [{name: 'Noah', secret: 2}]}"
    api = harbour.deploy(schema, [unit("Query", "boat", js(f"util.error('no', 'T', {data}, {data})"))])
    error = harbour.ask(api, "{ boat { n: name ...F } } fragment F on Boat { crew { name } }").error
    assert error["data"] == {"name": "Ark", "crew": [{"name": "Noah"}]}
    assert error["errorInfo"]["secret"] == 1


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (js("return ctx.nothing.here"), "Cannot read properties of undefined"),
        (js("return 1"), "must return an object"),
        (js(""), "must return an object"),
        (js("return {payload: util.math.roundNum('x')}"), "expects a number"),
        (js("const again = () => again(); again()"), "Maximum call stack"),
        (js("return Promise.resolve({})"), "Promise is not defined"),
        (js("return (async () => ({}))()"), "cannot be asynchronous"),
        (js("return process.env"), "process is not defined"),
        (js("return fetch('http://127.0.0.1')"), "fetch is not defined"),
        (js("setTimeout(() => 1, 1)"), "setTimeout is not defined"),
        (js("return eval('1')"), "eval is not defined"),
        (js("return (() => 1).constructor('return 1')()"), "Code generation from strings"),
        (js("return util.error.constructor('return 1')()"), "Code generation from strings"),
        (js("return console.log.constructor('return 1')()"), "Code generation from strings"),
        (js("return globalThis.randomHex(1)"), "is not a function"),
        (js("const a = {}; a.a = a; return {payload: a}"), "cannot be written as JSON"),
        (js("return util.xml.toMap('<a/>')"), "util.xml.toMap is not supported"),
        (js("extensions.setSubscriptionFilter({})"), "setSubscriptionFilter is not supported"),
        (js("extensions.invalidateSubscriptions({})"), "invalidateSubscriptions is not supported"),
    ],
)
def test_mistakes_of_the_code(harbour: Harbour, code: str, message: str) -> None:
    api = harbour.deploy(SCHEMA, [unit("Query", "go", code)])
    error = harbour.ask(api, "{ go }").error
    assert error["errorType"] == "Code"
    assert message in error["message"]


def test_an_error_without_a_type_has_none(harbour: Harbour) -> None:
    api = harbour.deploy(SCHEMA, [unit("Query", "go", js("util.error('just so')"))])
    assert harbour.ask(api, "{ go }").error["errorType"] is None


def test_code_that_never_ends_is_ended_and_harms_nobody_else(harbour: Harbour) -> None:
    endless = harbour.deploy(SCHEMA, [unit("Query", "go", js("while (true) {}"))])
    error = harbour.ask(endless, "{ go }").error
    assert (error["errorType"], error["message"]) == ("Code", "The code ran out of time.")
    assert run(harbour, js("return {payload: 1}")) == 1


@pytest.mark.parametrize(
    ("before", "request_", "response"),
    [
        ("const seen = [];", "seen.push(ctx.args.n); return {payload: seen}", "return ctx.result"),
        ("const seen = [];", "return {payload: 1}", "seen.push(ctx.args.n); return seen"),
        ("", "(globalThis.seen ??= []).push(ctx.args.n); return {payload: globalThis.seen}", "return ctx.result"),
        ("", "(Array.prototype.seen ??= []).push(ctx.args.n); return {payload: [].seen}", "return ctx.result"),
        ("", "(util.seen ??= []).push(ctx.args.n); return {payload: util.seen}", "return ctx.result"),
        ("", "(util.str.toUpper.seen ??= []).push(ctx.args.n); return {payload: util.str.toUpper.seen}", ""),
        ("", "(JSON.seen ??= []).push(ctx.args.n); return {payload: JSON.seen}", "return ctx.result"),
    ],
)
def test_nothing_is_left_for_the_next_request(harbour: Harbour, before: str, request_: str, response: str) -> None:
    api = harbour.deploy(SCHEMA, [unit("Query", "go", js(request_, response or "return ctx.result", before))])
    query = "query($n: Int) { go(n: $n) again: go(n: $n) }"
    for n, user in enumerate(("marina", "jonah", "marina")):
        assert harbour.ask(api, query, {"n": n}, user=user).data == {"go": f"[{n}]", "again": f"[{n}]"}


def test_the_realms_of_earlier_calls_are_let_go(tmp_path: Path) -> None:
    """A realm takes about 160 KB: if they stayed, these would not fit."""
    runs = tmp_path / "runs.mjs"
    event = {"code": js("return {payload: 1}"), "phase": "request", "context": "{}", "now": 0, "authType": ""}
    runs.write_text(
        f"import {{ handler }} from {json.dumps(HARNESS.as_uri())};\n"
        f"for (let run = 0; run < 500; run++) {{\n  await handler({json.dumps(event)});\n"
        "  await new Promise(setImmediate);\n}"
    )
    options = ("--experimental-vm-modules", "--no-warnings", "--max-old-space-size=40")
    ended = subprocess.run(
        [find_node(os.environ["PATH"]).path, *options, runs], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_a_failing_promise_left_behind_harms_nobody_else(harbour: Harbour) -> None:
    leaving = js("(async () => { throw 'late' })(); return {payload: 1}")
    assert run(harbour, leaving) == 1
    assert run(harbour, js("return {payload: 2}")) == 2


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("export function request(", "SyntaxError"),
        ("import fs from 'fs'; " + js("return {}"), "Cannot import 'fs'"),
        ("import x from './other.js'; " + js("return {}"), "Cannot import './other.js'"),
        ("import { get } from '@aws-appsync/utils/dynamodb'; " + js("return {}"), "not supported by Poolhouse yet"),
        ("import { nothing } from '@aws-appsync/utils'; export const request = nothing", "nothing"),
        ("export function request() {}", "must export a function named response"),
        ("export const request = 1; export function response() {}", "must export a function named request"),
        ("nope; " + js(""), "nope is not defined"),
        ("//" + "x" * 32_768, "longer than 32768"),
    ],
)
def test_code_that_is_refused(harbour: Harbour, code: str, fault: str) -> None:
    with pytest.raises(BadApi, match=r"Resolver Query\.go: ") as refused:
        harbour.deploy(SCHEMA, [unit("Query", "go", code)])
    assert fault in str(refused.value)


def test_imports_in_texts_and_comments_are_none(harbour: Harbour) -> None:
    code = js("return {payload: `import x from 'fs'`}", before="// import fs from 'fs'\n/* import('fs') */")
    assert run(harbour, code) == "import x from 'fs'"


def test_the_utilities_are_also_global(harbour: Harbour) -> None:
    code = "export const request = () => ({payload: util.str.toUpper('x')});\nexport const response = (c) => c.result;"
    assert run(harbour, code) == "X"


def test_the_context(harbour: Harbour) -> None:
    code = js(
        "return {payload: null}",
        "return {info: ctx.info, env: ctx.env, request: ctx.request, source: ctx.source, error: ctx.error}",
    )
    properties = {**harbour.user_pool, "EnvironmentVariables": {"STAGE": "test"}}
    api = harbour.deploy(SCHEMA, [unit("Query", "go", code)], properties=properties)
    headers = [("X-Twice", "1"), ("x-twice", "2"), ("Cookie", "secret=1")]
    seen = json.loads(harbour.ask(api, "query Q($n: Int) { go(n: $n) }", {"n": 3}, headers=headers).data["go"])
    assert seen["info"] == {"fieldName": "go", "parentTypeName": "Query", "variables": {"n": 3}}
    assert (seen["env"], seen["source"], seen["error"]) == ({"STAGE": "test"}, None, None)
    assert seen["request"]["headers"]["x-twice"] == ["1", "2"]
    assert "cookie" not in seen["request"]["headers"]
    assert seen["request"]["domainName"] is None


def test_the_selection_as_resolvers_see_it(harbour: Harbour) -> None:
    schema = "type Query { boat: Boat }\ntype Boat { name: String  crew(n: Int): [Person]  log: String }\n"
    code = js("return {payload: {log: JSON.stringify([ctx.info.selectionSetList, ctx.info.selectionSetGraphQL])}}")
    api = harbour.deploy(f"{schema}type Person {{ name: String }}", [unit("Query", "boat", code)])
    query = """query($no: Boolean = false) {
      boat { log called: name ...Rest skipped: name @include(if: $no) }
    }
    fragment Rest on Boat { crew(n: 1) { name ... on Person { name } } log }"""
    paths, text = json.loads(harbour.ask(api, query).data["boat"]["log"])
    assert paths == ["log", "called", "crew", "crew/name"]
    assert text.startswith("{\n  log\n  called: name\n")


def test_headers_for_the_answer(harbour: Harbour) -> None:
    api = harbour.deploy(SCHEMA, [unit("Query", "go", js("util.http.addResponseHeader('X-Mine', 'yes'); return {}"))])
    assert harbour.ask(api, "{ go }").headers["x-mine"] == "yes"


def test_children_get_their_parents_value(harbour: Harbour) -> None:
    schema = "type Query { boat: Boat }\ntype Boat { name: String  shout: String }"
    api = harbour.deploy(
        schema,
        [
            unit("Query", "boat", js("return {payload: {name: 'ark'}}")),
            unit("Boat", "shout", js("ctx.source.name = 'x'; return {payload: 'ark'}", "return ctx.result + '!'")),
        ],
    )
    assert harbour.ask(api, "{ boat { shout name } }").data == {"boat": {"shout": "ark!", "name": "ark"}}


@pytest.mark.parametrize(
    ("resolver", "fault"),
    [
        ({"FieldName": "nowhere"}, "Resolver Query.nowhere: the schema has no such field"),
        ({"TypeName": "In", "FieldName": "a"}, "the schema has no such field"),
        ({"TypeName": "__Type", "FieldName": "name"}, "the schema has no such field"),
        ({"DataSourceName": "nobody"}, "no data source 'nobody'"),
        ({"DataSourceName": None}, "no data source None"),
        ({"Kind": "PIPELINE"}, "has no data source of its own"),
        ({"Kind": "PIPELINE", "DataSourceName": None, "PipelineConfig": {"Functions": ["f9"]}}, "no function 'f9'"),
        ({"Kind": "STREAM"}, "neither UNIT nor PIPELINE"),
        ({"PipelineConfig": {"Functions": ["f"]}}, "UNIT has no PipelineConfig"),
        ({"Runtime": None}, "needs the runtime APPSYNC_JS 1.0.0"),
        ({"Runtime": {"Name": "APPSYNC_JS", "RuntimeVersion": "2.0.0"}}, "needs the runtime"),
        ({"RequestMappingTemplate": "{}"}, "do not go together"),
        ({"Code": None}, "a runtime is given, but no code"),
        ({"Code": None, "Runtime": None}, "needs a request mapping template or code"),
        ({"MaxBatchSize": 2001}, "MaxBatchSize"),
    ],
)
def test_resolvers_that_are_refused(harbour: Harbour, resolver: dict[str, Any], fault: str) -> None:
    given = {**unit("Query", "go", js("return {}")), **resolver}
    with pytest.raises(BadApi, match=r"Resolver ") as refused:
        harbour.deploy(SCHEMA, [{name: value for name, value in given.items() if value is not None}])
    assert fault in str(refused.value)


def test_two_resolvers_of_a_field_are_refused(harbour: Harbour) -> None:
    resolver = unit("Query", "go", js("return {}"))
    with pytest.raises(BadApi, match="has a resolver already"):
        harbour.deploy(SCHEMA, [resolver, resolver])


def test_faults_of_functions_are_told_by_name(harbour: Harbour) -> None:
    functions = {"f": function("loader", "import 'fs'")}
    with pytest.raises(BadApi, match=r"Resolver Query\.go: function loader: code: Cannot import 'fs'"):
        harbour.deploy(SCHEMA, [pipeline(js("return {}"), "f")], functions=functions)
