"""VTL resolvers: units and pipelines, versions, endings; the shapes that Amplify's generator writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from poolhouse.graphql.source import BadApi
from tests.graphql.conftest import Harbour, Reply

SCHEMA = """
input In { list: [Int] }
type Query { go(n: Int, input: In): AWSJSON  boat: Boat }
type Boat { name: String  owner: String  crew: [String] }
"""
PAYLOAD = '{"version": "2018-05-29", "payload": %s}'
RESULT = "$util.toJson($ctx.result)"


def unit(request: str, response: str = RESULT, field: str = "go", source: str = "none", **more: Any) -> dict[str, Any]:
    return {
        "TypeName": "Query",
        "FieldName": field,
        "DataSourceName": source,
        "RequestMappingTemplate": request,
        "ResponseMappingTemplate": response,
        **more,
    }


def function(request: str, response: str = RESULT, source: str = "none") -> dict[str, Any]:
    return {
        "Name": "step",
        "DataSourceName": source,
        "FunctionVersion": "2018-05-29",
        "RequestMappingTemplate": request,
        "ResponseMappingTemplate": response,
    }


def ask(
    harbour: Harbour, *resolvers: dict[str, Any], query: str = "{ go }", user: str = "marina", **more: Any
) -> Reply:
    return harbour.ask(harbour.deploy(SCHEMA, resolvers, **more), query, user=user)


def pipeline(before: str, after: str, *functions: tuple[str, str]) -> dict[str, Any]:
    """Arguments of ``ask``."""
    listed = {f"f{number}": function(*texts) for number, texts in enumerate(functions)}
    resolver = {
        "TypeName": "Query",
        "FieldName": "go",
        "Kind": "PIPELINE",
        "PipelineConfig": {"Functions": list(listed)},
        "RequestMappingTemplate": before,
        "ResponseMappingTemplate": after,
    }
    return {"resolver": resolver, "functions": listed}


def ask_pipeline(harbour: Harbour, *texts: Any, **more: Any) -> Reply:
    given = pipeline(*texts)
    return ask(harbour, given["resolver"], functions=given["functions"], **more)


def test_a_unit(harbour: Harbour) -> None:
    assert json.loads(ask(harbour, unit(PAYLOAD % '{"n": $ctx.args.n}'), query="{ go(n: 3) }").data["go"]) == {"n": 3}


@pytest.mark.parametrize("value", ["false", "0", '""', "[]"])
def test_falsy_results_stay(harbour: Harbour, value: str) -> None:
    assert ask(harbour, unit(PAYLOAD % value, '{"is": $util.toJson($ctx.result)}')).data["go"] == f'{{"is":{value}}}'


def test_siblings_share_no_arguments(harbour: Harbour) -> None:
    request = "$util.qr($ctx.args.input.list.add(9))" + PAYLOAD % "$util.toJson($ctx.args.input.list)"
    api = harbour.deploy(SCHEMA, [unit(request)])
    query = "query($input: In) { one: go(input: $input) two: go(input: $input) }"
    assert harbour.ask(api, query, {"input": {"list": [1]}}).data == {"one": "[1,9]", "two": "[1,9]"}


GROUP_CHECK = """
#set( $allowed = false )
#if( $util.authType() == "User Pool Authorization" )
  #set( $groups = $util.defaultIfNull($ctx.identity.claims.get("cognito:groups"), []) )
  #set( $wanted = ["captains"] )
  #foreach( $group in $groups )
    #if( $wanted.contains($group) )
      #set( $allowed = true )
    #end
  #end
#end
#if( !$allowed )
$util.unauthorized()
#end
$util.qr($ctx.stash.put("hasAuth", true))
$util.qr($ctx.args.put("owner", $ctx.identity.username))
{"version": "2018-05-29", "payload": {}}
"""


def test_a_pipeline_with_a_group_check(harbour: Harbour) -> None:
    texts = (
        '$util.qr($ctx.stash.put("typeName", "Query"))\n{}',
        "$util.toJson($ctx.prev.result)",
        (GROUP_CHECK, "$util.toJson({})"),
        (
            PAYLOAD % '{"stash": $util.toJson($ctx.stash), "args": $util.toJson($ctx.args), '
            '"prev": $util.toJson($ctx.prev.result)}',
            RESULT,
        ),
    )
    assert json.loads(ask_pipeline(harbour, *texts).data["go"]) == {
        "stash": {"typeName": "Query", "hasAuth": True},
        "args": {"owner": "marina"},
        "prev": {},
    }
    error = ask_pipeline(harbour, *texts, user="jonah").error
    assert (error["errorType"], error["message"]) == ("Unauthorized", "Not Authorized to access go on type Query")


@pytest.mark.parametrize("value", ['{"early": true}', '$util.toJson({"early": true})'])
def test_a_return_ends_its_function_alone(harbour: Harbour, value: str) -> None:
    reply = ask_pipeline(
        harbour,
        "{}",
        "$util.toJson($ctx.prev.result)",
        (f"#return({value})", "$util.error('response ran')"),
        (PAYLOAD % "$util.toJson($ctx.prev.result)", RESULT),
    )
    assert json.loads(reply.data["go"]) == {"early": True}


def test_errors_end_the_pipeline(harbour: Harbour) -> None:
    reply = ask_pipeline(
        harbour,
        "{}",
        "$util.error('after ran')",
        (PAYLOAD % "1", '$util.error("no", "Mine", {"a": 1}, {"b": 2})'),
        ("$util.error('next ran')", RESULT),
    )
    assert (reply.error["message"], reply.error["errorType"]) == ("no", "Mine")
    assert (reply.error["data"], reply.error["errorInfo"]) == ({"a": 1}, {"b": 2})


def test_validate_has_a_type_of_its_own(harbour: Harbour) -> None:
    error = ask(harbour, unit('$util.validate(false, "bad")')).error
    assert (error["message"], error["errorType"]) == ("bad", "CustomTemplateException")


def test_appended_errors_keep_the_result(harbour: Harbour) -> None:
    reply = ask(harbour, unit(PAYLOAD % "7", '$util.qr($util.appendError("hm", "T"))\n$util.toJson($ctx.outErrors)'))
    assert json.loads(reply.json["data"]["go"]) == []
    assert (reply.error["message"], reply.error["errorType"], reply.error["path"]) == ("hm", "T", ["go"])


@pytest.mark.parametrize(
    ("request_", "response", "message"),
    [
        ("", "$util.toJson(1)", None),
        ("## nothing\n", RESULT, "Template transformation yielded an empty response."),
        (PAYLOAD % "1", " ", "Template transformation yielded an empty response."),
        (PAYLOAD % "oops", RESULT, "Unable to transform the template: "),
        ("[]", RESULT, "Unable to transform the template: "),
        ('{"version": "2019-01-01", "payload": 1}', RESULT, "Unsupported version '2019-01-01'."),
        (PAYLOAD % '$util.matches("(", "x")', RESULT, "regular expression"),
    ],
)
def test_templates_that_fail(harbour: Harbour, request_: str, response: str, message: str | None) -> None:
    if message is None:
        with pytest.raises(BadApi, match="needs a request mapping template or code"):
            ask(harbour, unit(request_, response))
        return
    error = ask(harbour, unit(request_, response)).error
    assert error["errorType"] == "MappingTemplate"
    assert message in error["message"]


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("#if( true )", "request mapping template: "),
        ("$util.nothing()", "util.nothing"),
        ("$extensions.other()", "extensions.other"),
        ("x" * 65_537, "longer than 65536"),
    ],
)
def test_templates_that_are_refused(harbour: Harbour, template: str, fault: str) -> None:
    with pytest.raises(BadApi, match=r"Resolver Query\.go: ") as refused:
        ask(harbour, unit(template))
    assert fault in str(refused.value)


def test_children_of_one_parent_do_not_see_each_others_changes(harbour: Harbour) -> None:
    parent = unit(PAYLOAD % '{"name": "Ark", "owner": "sub::noah"}', field="boat")
    owner = {
        **unit(
            '#set( $parts = $ctx.source.owner.split("::") )\n'
            '#set( $ctx.source.owner = $parts[1] )\n$util.qr($ctx.source.put("name", "gone"))\n' + PAYLOAD % "{}",
            "$util.toJson($ctx.source.owner)",
            field="owner",
        ),
        "TypeName": "Boat",
    }
    reply = ask(harbour, parent, owner, query="{ boat { owner name again: owner } }")
    assert reply.data == {"boat": {"owner": "noah", "name": "Ark", "again": "noah"}}


def test_log_lines_reach_the_log(harbour: Harbour, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="poolhouse.graphql.template"):
        ask(harbour, unit('$util.log.info("n is {}", [4])' + PAYLOAD % "1"))
    assert "Query.go n is 4" in caplog.text


class TestVersions:
    """What becomes of a fault of the data source, and of a null."""

    FAILING = "export const handler = async () => { throw new Error('sunk') };"
    CALL = '{"version": "%s", "operation": "Invoke", "payload": {}}'

    def ask(self, harbour: Harbour, version: str, code: str, response: str) -> Reply:
        arn = harbour.function("boatyard", code)
        source = {"yard": {"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": arn}}}
        return ask(harbour, unit(self.CALL % version, response, source="yard"), data_sources=source)

    def test_the_new_one_runs_the_response_with_the_error(self, harbour: Harbour) -> None:
        reply = self.ask(harbour, "2018-05-29", self.FAILING, '{"error": $util.toJson($ctx.error), "x": 1}')
        expected = {"error": {"message": "sunk", "type": "Lambda:Unhandled"}, "x": 1}
        assert json.loads(reply.data["go"]) == expected

    def test_the_old_one_fails_at_once(self, harbour: Harbour) -> None:
        error = self.ask(harbour, "2017-02-28", self.FAILING, "$util.toJson(1)").error
        assert (error["message"], error["errorType"]) == ("sunk", "Lambda:Unhandled")

    def test_null_in_both(self, harbour: Harbour) -> None:
        null = "export const handler = async () => null;"
        assert self.ask(harbour, "2018-05-29", null, '{"ran": true}').data["go"] == '{"ran":true}'
        assert self.ask(harbour, "2017-02-28", null, '{"ran": true}').data["go"] is None


@pytest.mark.parametrize(
    "expression",
    [
        '$util.matches("(a|a)*$", $text)',
        '$text.matches("(a|a)*$")',
        '$text.split("(a|a)*(b|c)")',
        '$text.replaceAll("(a|a)*(b|c)", "")',
        '$text.replaceFirst("(a|a)*(b|c)", "")',
    ],
)
def test_regular_expressions_share_the_time_of_a_request(harbour: Harbour, expression: str) -> None:
    text = "a" * 40 + "!"
    searching = unit(f'#set($text = "{text}") #set($found = {expression}) {PAYLOAD % "1"}')
    query = "{ " + " ".join(f"a{number}: go" for number in range(10)) + " }"
    errors = ask(harbour, searching, query=query).json["errors"]
    assert {error["errorType"] for error in errors} == {"MappingTemplate"}
    messages = [error["message"] for error in errors]
    assert "to search this text" in messages[0]
    assert messages[-1] == "The regular expressions of the request take more than 0.25 seconds."
