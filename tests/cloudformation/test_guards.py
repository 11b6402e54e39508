"""What a template or its sender must not be able to do: lose users, reach further than allowed, stop the server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest

from poolhouse.amplify.server import Server
from tests.cloudformation.conftest import Stacks, Template
from tests.cloudformation.test_resources import SCHEMA, api, function, query, role
from tests.conftest import RunningServer

PARAMETER = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "v"}}


def refusal(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    "more",
    [
        {"Outputs": {"O": {"Value": "1", "Description": 5}}},
        {"Outputs": {"O": {"Value": "1", "Export": "abc"}}},
        {"Outputs": {"O": {"Value": "1", "Condition": ["a"]}}},
        {"Description": 5},
        {"Resources": {"P": {**PARAMETER, "DeletionPolicy": {"Ref": "X"}}}},
        {"Resources": {"P": {**PARAMETER, "Condition": ["a"]}}},
        {"Parameters": {"N": {"Type": "String", "MinLength": "abc", "Default": ""}}},
        {"Parameters": {"N": {"Type": "String", "AllowedValues": 5, "Default": ""}}},
        {"Parameters": {"N": {"Type": "Number", "MaxValue": 5, "Default": "nan"}}},
        {"Conditions": {"A": {"Fn::Not": [{"Condition": "A"}]}}, "Resources": {"P": {**PARAMETER, "Condition": "A"}}},
        {"Conditions": {"A": {"Fn::Equals": [{"Fn::Select": ["9" * 5000, ["a"]]}, "a"]}}},
    ],
)
def test_malformed_templates_are_refused_or_fail_in_words(stacks: Stacks, more: dict[str, Any]) -> None:
    """None of them leaves a stack that cannot be looked at."""
    try:
        stack = stacks.create("malformed", {"Resources": {"P": PARAMETER}, **more})
    except botocore.exceptions.ClientError as refused:
        assert refused.response["Error"]["Code"] == "ValidationError", refused  # noqa: PT017 - either is right
    else:
        if stack["StackStatus"] != "CREATE_COMPLETE":
            assert "Internal" not in stack["StackStatusReason"]
    stacks.client.list_stacks()


@pytest.mark.parametrize(
    "text", ['{"Resources": ' + "9" * 5000 + "}", "? [a, b]\n: c", '{"a":' * 900 + "1" + "}" * 900]
)
def test_odd_texts_are_refused(cloudformation: Any, text: str) -> None:
    assert refusal(cloudformation.validate_template, TemplateBody=text)[0] == "ValidationError"


def test_another_type_under_the_same_name_is_refused(
    stacks: Stacks, pool_template: Callable[..., Template], cognito: Any
) -> None:
    stacks.create("typed", pool_template())
    pool_id = stacks.outputs("typed")["PoolId"]
    changed = {"Resources": {"Pool": PARAMETER}}
    assert stacks.update("typed", changed)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any("Update of resource type is not permitted." in reason for reason in stacks.reasons("typed"))
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Id"] == pool_id


def test_retain_except_on_create_retains(stacks: Stacks, pool_template: Callable[..., Template], cognito: Any) -> None:
    template = pool_template()
    template["Resources"]["Pool"]["DeletionPolicy"] = "RetainExceptOnCreate"
    stacks.create("excepted", template)
    pool_id = stacks.outputs("excepted")["PoolId"]
    assert stacks.delete("excepted") == "DELETE_COMPLETE"
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Id"] == pool_id


def test_two_resources_cannot_share_a_field(stacks: Stacks) -> None:
    stacks.create("renaming", api(schema=SCHEMA))
    renamed = api(schema=SCHEMA)
    renamed["Resources"]["Other"] = renamed["Resources"].pop("Hello")
    assert stacks.update("renaming", renamed)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any("has a resolver Query.hello already" in reason for reason in stacks.reasons("renaming"))
    assert query(stacks.outputs("renaming"), "{ hello }") == {"data": {"hello": "ahoy"}}


def test_a_changed_secret_arrives_with_the_next_deployment(stacks: Stacks, server: RunningServer) -> None:
    config = {"WORD": {"path": "/amplify/app/next-sandbox-1/WORD"}}
    template = function(Environment={"Variables": {"WORD": "?", "AMPLIFY_SSM_ENV_CONFIG": json.dumps(config)}})
    template["Resources"]["Secrets"] = {
        "Type": "Custom::AmplifySecretFetcherResource",
        "Properties": {"namespace": "app", "name": "next", "type": "sandbox", "secretNames": ["FETCHED"]},
    }
    template["Outputs"] = {"Fetched": {"Value": {"Fn::GetAtt": ["Secrets", "FETCHED"]}}}
    with Server(server.url) as opened:
        for word in ("first", "second"):
            opened.put_parameter("/amplify/app/next-sandbox-1/WORD", word)
            opened.put_parameter("/amplify/shared/app/FETCHED", word)
            (stacks.create if word == "first" else stacks.update)("secrets", template)
            assert stacks.outputs("secrets")["Fetched"] == word
            name = stacks.resources("secrets")["Function"]
            answer = server.client("lambda").invoke(FunctionName=name, Payload=b"{}")
            assert json.loads(answer["Payload"].read())["said"] == word


CHILD_URL = "https://s3.us-east-1.amazonaws.com/templates/{}.json"


def nested(name: str, **parameters: Any) -> Template:
    """A parent that learns its child's address from a parameter, so that nobody can look before."""
    return {
        "Parameters": {"Url": {"Type": "String", "Default": CHILD_URL.format(name)}},
        "Resources": {
            "Child": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": {"TemplateURL": {"Ref": "Url"}, "Parameters": parameters},
            }
        },
    }


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        ({"Type": "AWS::WAFv2::WebACL"}, "AWS::WAFv2::WebACL"),
        (role(), "Requires capabilities : [CAPABILITY_IAM]"),
        (
            {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": CHILD_URL.format("hidden")}},
            "too deeply",
        ),
    ],
)
def test_a_child_is_checked_like_its_parent(
    stacks: Stacks, server: RunningServer, resource: dict[str, Any], reason: str
) -> None:
    with Server(server.url) as opened:
        opened.put_object("templates", "hidden.json", json.dumps({"Resources": {"R": resource}}).encode())
    stack = stacks.create("hiding", nested("hidden"), Capabilities=[])
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any(reason in one for one in stacks.reasons("hiding"))


def test_hidden_values_stay_hidden_in_children_and_events(stacks: Stacks, server: RunningServer) -> None:
    child = {
        "Parameters": {"Word": {"Type": "String", "NoEcho": True}},
        "Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": {"Ref": "Word"}}}},
    }
    with Server(server.url) as opened:
        opened.put_object("templates", "secretive.json", json.dumps(child).encode())
    stacks.create("hushed", nested("secretive", Word="HUNTER2"))
    assert not any("HUNTER2" in reason for reason in stacks.reasons("hushed"))
    stacks.delete("hushed")
    stacks.create("hushed", nested("secretive", Word="OFF"))
    shown = stacks.client.describe_stacks(StackName=stacks.resources("hushed")["Child"])["Stacks"][0]["Parameters"]
    assert shown == [{"ParameterKey": "Word", "ParameterValue": "****"}]


def test_protection_given_during_an_update_stays(stacks: Stacks, pool_template: Callable[..., Template]) -> None:
    stacks.create("guarding", pool_template())
    body = json.dumps(pool_template(UserPoolTags={"a": "b"}))
    stacks.client.update_stack(StackName="guarding", TemplateBody=body)
    stacks.client.update_termination_protection(StackName="guarding", EnableTerminationProtection=True)
    assert stacks.settled("guarding")["EnableTerminationProtection"] is True
    stacks.client.update_termination_protection(StackName="guarding", EnableTerminationProtection=False)


def test_a_previous_value_may_be_a_default(stacks: Stacks) -> None:
    def template(default: str) -> Template:
        return {
            "Parameters": {"Word": {"Type": "String", "Default": default}},
            "Resources": {"P": {**PARAMETER, "Properties": {"Type": "String", "Value": {"Ref": "Word"}}}},
            "Outputs": {"Word": {"Value": {"Ref": "Word"}}},
        }

    stacks.create("previous", template("one"))
    kept = [{"ParameterKey": "Word", "UsePreviousValue": True}]
    stacks.update("previous", template("two"), Parameters=kept)
    assert stacks.outputs("previous") == {"Word": "one"}


def test_vended_keys_cannot_deploy(stacks: Stacks, server: RunningServer) -> None:
    """A deployment acts with the account's rights, so a role's own permission for CloudFormation is not enough."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": {"Ref": "Identities"}},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "unauthenticated"},
        },
    }
    guest = role({"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"})
    guest["Properties"]["AssumeRolePolicyDocument"] = {"Version": "2012-10-17", "Statement": [trust]}
    template = {
        "Resources": {
            "Identities": {
                "Type": "AWS::Cognito::IdentityPool",
                "Properties": {"AllowUnauthenticatedIdentities": True},
            },
            "Guest": guest,
            "Roles": {
                "Type": "AWS::Cognito::IdentityPoolRoleAttachment",
                "Properties": {
                    "IdentityPoolId": {"Ref": "Identities"},
                    "Roles": {"unauthenticated": {"Fn::GetAtt": ["Guest", "Arn"]}},
                },
            },
        }
    }
    stacks.create("guests", template)
    identity = server.client("cognito-identity")
    identity_id = identity.get_id(IdentityPoolId=stacks.resources("guests")["Identities"])["IdentityId"]
    keys = identity.get_credentials_for_identity(IdentityId=identity_id)["Credentials"]
    client = server.client(
        "cloudformation",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert client.list_stacks()["StackSummaries"]
    body = json.dumps({"Resources": {"P": PARAMETER}})
    assert "poolhouse:Deploy" in refusal(client.create_stack, StackName="stolen", TemplateBody=body)[1]
    assert "poolhouse:Deploy" in refusal(client.delete_stack, StackName="guests")[1]


def test_a_secret_that_is_missing_in_a_child_is_told_by_its_parent(stacks: Stacks, server: RunningServer) -> None:
    config = {"KEY": {"path": "/amplify/app/absent-sandbox-1/KEY"}}
    child = function(Environment={"Variables": {"KEY": "?", "AMPLIFY_SSM_ENV_CONFIG": json.dumps(config)}})
    with Server(server.url) as opened:
        opened.put_object("templates", "wanting.json", json.dumps(child).encode())
    assert stacks.create("wanting", nested("wanting"))["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any("poolhouse secret set KEY" in reason for reason in stacks.reasons("wanting"))
