"""Templates of the kind that Amplify writes: authorisation, the payload for a function, the owner of a model."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from poolhouse.graphql.utilities.errors import ResolverError, Unauthorized
from poolhouse.graphql.utilities.utilities import Utilities
from poolhouse.graphql.vtl.template import Rendered, Template

GROUP_CHECK = Template.parse("""\
## Who may call this field
$util.qr($ctx.stash.put("hasAuth", true))
#set( $allowed = false )
#set( $allowedFields = [] )
#if( $util.authType() == "IAM Authorization" )
  #if( $util.isNull($ctx.identity.cognitoIdentityPoolId) && $util.isNull($ctx.identity.cognitoIdentityId) )
    #return($util.toJson({"version": "2018-05-29", "payload": {}}))
  #end
$util.unauthorized()
#end
#if( $util.authType() == "User Pool Authorization" )
  #if( !$allowed )
    #set( $rules = [{"claim": "cognito:groups", "entity": "editors"}, {"claim": "cognito:groups", "entity": "admins"}] )
    #foreach( $rule in $rules )
      #set( $inToken = $util.defaultIfNull($ctx.identity.claims.get($rule.claim), []) )
      #if( $util.isString($inToken) )
        #if( $util.isList($util.parseJson($inToken)) )
          #set( $inToken = $util.parseJson($inToken) )
        #else
          #set( $inToken = [$inToken] )
        #end
      #end
      #if( $inToken.contains($rule.entity) )
        #set( $allowed = true )
        #break
      #end
    #end
  #end
  #if( !$allowed )
    #set( $owner = $util.defaultIfNull($ctx.identity.claims.get("sub"), null) )
    #set( $name = $util.defaultIfNull($ctx.identity.claims.get("username"), "___none___") )
    #if( $ctx.args.input.owner && $ctx.args.input.owner == "$owner::$name" )
      #set( $allowed = true )
    #end
  #end
#end
#if( !$allowed && $allowedFields.isEmpty() )
$util.unauthorized()
#end
{"version": "2018-05-29", "payload": {}}
""")


def user(**claims: Any) -> dict[str, Any]:
    return {"identity": {"claims": claims}, "stash": {}, "args": {"input": {"owner": "s1::ann"}}}


def outcome(template: Template, context: dict[str, Any], utilities: Utilities) -> Rendered | str:
    try:
        return template.render(context, utilities)
    except Unauthorized:
        return "unauthorized"


@pytest.mark.parametrize(
    ("claims", "allowed"),
    [
        ({"cognito:groups": ["admins"]}, True),
        ({"cognito:groups": ["readers", "editors"]}, True),
        ({"cognito:groups": '["admins"]'}, True),
        ({"cognito:groups": '"admins"'}, False),
        ({"cognito:groups": ["readers"]}, False),
        ({"cognito:groups": []}, False),
        ({"cognito:groups": None}, False),
        ({}, False),
        ({"sub": "s1", "username": "ann"}, True),
        ({"sub": "s2", "username": "ann"}, False),
    ],
)
def test_a_group_rule_or_ownership_admits(utilities: Utilities, claims: dict[str, Any], allowed: bool) -> None:
    context = user(**claims)
    result = outcome(GROUP_CHECK, context, utilities)
    if allowed:
        assert isinstance(result, Rendered)
        assert result.text is not None
        assert json.loads(result.text) == {"version": "2018-05-29", "payload": {}}
        assert context["stash"] == {"hasAuth": True}
    else:
        assert result == "unauthorized"


def test_iam_without_an_identity_returns_early_and_with_one_is_refused(utilities: Utilities) -> None:
    utilities.auth_type = "IAM Authorization"
    administrator = {"identity": {"cognitoIdentityPoolId": None, "cognitoIdentityId": None}, "stash": {}}
    result = outcome(GROUP_CHECK, administrator, utilities)
    assert result == Rendered(None, True, '{"version":"2018-05-29","payload":{}}')
    visitor = {"identity": {"cognitoIdentityPoolId": "p", "cognitoIdentityId": "i"}, "stash": {}}
    assert outcome(GROUP_CHECK, visitor, utilities) == "unauthorized"


def test_another_way_in_matches_no_rule(utilities: Utilities) -> None:
    utilities.auth_type = "API Key Authorization"
    assert outcome(GROUP_CHECK, {"identity": None, "stash": {}, "args": {}}, utilities) == "unauthorized"


def test_the_payload_for_a_function(text_of: Callable[..., str]) -> None:
    template = """\
{
  "version": "2018-05-29",
  "operation": "Invoke",
  "payload": {
      "typeName": $util.toJson($ctx.stash.get("typeName")),
      "fieldName": $util.toJson($ctx.stash.get("fieldName")),
      "arguments": $util.toJson($ctx.arguments),
      "identity": $util.toJson($ctx.identity),
      "source": $util.toJson($ctx.source),
      "request": $util.toJson($ctx.request),
      "prev": $util.toJson($ctx.prev)
  }
}
"""
    arguments = {"name": 'Zoë "Z" </script> \u2028', "count": 3, "ratio": 0.5, "flags": [True, None]}
    context = {
        "stash": {"typeName": "Query", "fieldName": "greet"},
        "args": arguments,
        "arguments": arguments,
        "identity": {"sub": "s1", "claims": {"exp": 1795222749}},
        "source": None,
        "request": {"headers": {"host": "localhost"}, "domainName": None},
        "prev": {"result": {}},
    }
    sent = json.loads(text_of(template, context))
    assert sent["version"] == "2018-05-29"
    assert sent["operation"] == "Invoke"
    assert sent["payload"] == {
        "typeName": "Query",
        "fieldName": "greet",
        "arguments": arguments,
        "identity": context["identity"],
        "source": None,
        "request": context["request"],
        "prev": {"result": {}},
    }


def test_the_response_of_a_function(text_of: Callable[..., str], utilities: Utilities) -> None:
    template = "#if( $ctx.error )\n  $util.error($ctx.error.message, $ctx.error.type)\n#end\n$util.toJson($ctx.result)"
    assert text_of(template, {"result": {"a": [1]}, "error": None}).strip() == '{"a":[1]}'
    with pytest.raises(ResolverError) as raised:
        text_of(template, {"result": None, "error": {"message": "it broke", "type": "Lambda:Unhandled"}})
    assert (raised.value.message, raised.value.type) == ("it broke", "Lambda:Unhandled")


@pytest.mark.parametrize(
    ("owner", "shown"),
    [
        ("s1::ann", "ann"),
        ("ann", "ann"),
        (None, None),
        (["s1::ann", "s2::bob"], ["ann", "bob"]),
        ([], []),
    ],
)
def test_the_owner_is_shown_by_name(text_of: Callable[..., str], owner: Any, shown: Any) -> None:
    template = """\
#set( $shown = $ctx.source.owner )
#if( $util.isList($ctx.source.owner) )
  #set( $shown = [] )
  #foreach( $each in $ctx.source.owner )
    #set( $parts = $each.split("::") )
    #set( $last = $parts.size() - 1 )
    $util.qr($shown.add($parts[$last]))
  #end
#else
  #set( $parts = $ctx.source.owner.split("::") )
  #set( $last = $parts.size() - 1 )
  #set( $shown = $parts[$last] )
#end
$util.qr($ctx.source.put("owner", $shown))
$util.toJson($ctx.source.owner)"""
    source = {"owner": owner}
    assert json.loads(text_of(template, {"source": source})) == shown
    assert source == {"owner": shown}


def test_an_update_writes_a_dynamodb_expression(text_of: Callable[..., str]) -> None:
    template = """\
#set( $names = {} )
#set( $values = {} )
#set( $sets = [] )
#foreach( $entry in $util.map.copyAndRemoveAllKeys($ctx.args.input, ["id"]).entrySet() )
  $util.qr($names.put("#$entry.key", "$entry.key"))
  $util.qr($values.put(":$entry.key", $util.dynamodb.toDynamoDB($entry.value)))
  $util.qr($sets.add("#$entry.key = :$entry.key"))
#end
#set( $expression = "SET" )
#foreach( $part in $sets )
  #set( $expression = "$expression $part" )
  #if( $foreach.hasNext() )
    #set( $expression = "$expression," )
  #end
#end
#set( $condition = {"expression": "attribute_exists(#id)", "expressionNames": {"#id": "id"}, "expressionValues": {}} )
#if( $condition.expressionValues && $condition.expressionValues.size() == 0 )
  $util.qr($condition.remove("expressionValues"))
#end
{
  "operation": "UpdateItem",
  "key": $util.toJson({"id": $util.dynamodb.toDynamoDB($ctx.args.input.id)}),
  "update": {
    "expression": "$expression",
    "expressionNames": $util.toJson($names),
    "expressionValues": $util.toJson($values)
  },
  "condition": $util.toJson($condition)
}
"""
    request = json.loads(text_of(template, {"args": {"input": {"id": "1", "title": "T", "rank": 2}}}))
    assert request == {
        "operation": "UpdateItem",
        "key": {"id": {"S": "1"}},
        "update": {
            "expression": "SET #title = :title, #rank = :rank",
            "expressionNames": {"#title": "title", "#rank": "rank"},
            "expressionValues": {":title": {"S": "T"}, ":rank": {"N": 2}},
        },
        "condition": {"expression": "attribute_exists(#id)", "expressionNames": {"#id": "id"}},
    }


def test_a_subscription_sets_its_filter_and_prints_null(text_of: Callable[..., str], utilities: Utilities) -> None:
    template = """\
#if( !$util.isNullOrEmpty($ctx.args.filter) )
$extensions.setSubscriptionFilter($util.transform.toSubscriptionFilter($ctx.args.filter))
#end
$util.toJson(null)"""
    assert text_of(template, {"args": {"filter": {"owner": {"eq": "me"}}}}).strip() == "null"
    assert utilities.subscription_filter == {
        "filterGroup": [{"filters": [{"fieldName": "owner", "operator": "eq", "value": "me"}]}]
    }
