"""Stacks through boto3: made, changed, replaced, failed and deleted as CloudFormation does it."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest

from tests.cloudformation.conftest import Stacks, Template
from tests.conftest import RunningServer

MakeTemplate = Callable[..., Template]


def refusal(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    """Code and text of the error that a call ends with."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def test_a_stack_makes_what_its_template_says(stacks: Stacks, pool_template: MakeTemplate, cognito: Any) -> None:
    stack = stacks.create("made", pool_template("divers", "sailors"), Tags=[{"Key": "of", "Value": "tests"}])
    outputs = stacks.outputs("made")
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert stack["Tags"] == [{"Key": "of", "Value": "tests"}]
    groups = cognito.list_groups(UserPoolId=outputs["PoolId"])["Groups"]
    assert {group["GroupName"]: group["Precedence"] for group in groups} == {"divers": 0, "sailors": 1}
    client = cognito.describe_user_pool_client(UserPoolId=outputs["PoolId"], ClientId=outputs["ClientId"])
    assert client["UserPoolClient"]["ClientName"].startswith("made-Client-")


def test_a_change_in_place_keeps_pool_users_and_ids(stacks: Stacks, pool_template: MakeTemplate, cognito: Any) -> None:
    stacks.create("kept", pool_template("divers"))
    before, ids = stacks.outputs("kept"), stacks.resources("kept")
    cognito.admin_create_user(UserPoolId=before["PoolId"], Username="marina", MessageAction="SUPPRESS")
    cognito.admin_add_user_to_group(UserPoolId=before["PoolId"], Username="marina", GroupName="divers")
    changed = pool_template("divers", MfaConfiguration="OFF", UserPoolTags={"team": "sea"})
    assert stacks.update("kept", changed)["StackStatus"] == "UPDATE_COMPLETE"
    assert (stacks.outputs("kept"), stacks.resources("kept")) == (before, ids)
    members = cognito.list_users_in_group(UserPoolId=before["PoolId"], GroupName="divers")["Users"]
    assert [user["Username"] for user in members] == ["marina"]
    assert cognito.describe_user_pool(UserPoolId=before["PoolId"])["UserPool"]["UserPoolTags"] == {"team": "sea"}


def test_renaming_a_group_changes_only_that_group(stacks: Stacks, pool_template: MakeTemplate, cognito: Any) -> None:
    stacks.create("renamed", pool_template("divers", "sailors"))
    pool_id = stacks.outputs("renamed")["PoolId"]
    cognito.admin_create_user(UserPoolId=pool_id, Username="marina", MessageAction="SUPPRESS")
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username="marina", GroupName="sailors")
    stacks.update("renamed", pool_template("swimmers", "sailors"))
    names = {group["GroupName"] for group in cognito.list_groups(UserPoolId=pool_id)["Groups"]}
    assert names == {"swimmers", "sailors"}
    assert len(cognito.list_users_in_group(UserPoolId=pool_id, GroupName="sailors")["Users"]) == 1
    statuses = [
        (event["LogicalResourceId"], event["ResourceStatus"])
        for event in stacks.client.describe_stack_events(StackName="renamed")["StackEvents"]
        if event["LogicalResourceId"] == "Group0"
    ]
    assert ("Group0", "DELETE_COMPLETE") in statuses


def test_a_failing_update_leaves_everything_as_it_was(
    stacks: Stacks, pool_template: MakeTemplate, cognito: Any
) -> None:
    stacks.create("whole", pool_template("divers"))
    before, ids = stacks.outputs("whole"), stacks.resources("whole")
    broken = pool_template("swimmers", UserPoolTags={"half": "done"})
    broken["Resources"]["Wrong"] = {
        "Type": "AWS::Cognito::UserPoolResourceServer",
        "Properties": {"UserPoolId": "us-east-1_Missing00", "Identifier": "x", "Name": "x"},
        "DependsOn": ["Group0", "Client"],
    }
    stack = stacks.update("whole", broken)
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert "failed to update: [Wrong]" in stack["StackStatusReason"]
    assert (stacks.outputs("whole"), stacks.resources("whole")) == (before, ids)
    pool = cognito.describe_user_pool(UserPoolId=before["PoolId"])["UserPool"]
    assert "half" not in pool.get("UserPoolTags", {})
    assert [group["GroupName"] for group in cognito.list_groups(UserPoolId=before["PoolId"])["Groups"]] == ["divers"]
    assert any("User pool us-east-1_Missing00 does not exist." in reason for reason in stacks.reasons("whole"))
    # The template that failed did not take the place of the one that stands.
    assert stacks.update("whole", pool_template("divers", UserPoolTags={"a": "b"}))["StackStatus"] == "UPDATE_COMPLETE"


def test_a_failing_creation_leaves_nothing(stacks: Stacks, pool_template: MakeTemplate, cognito: Any) -> None:
    count = len(cognito.list_user_pools(MaxResults=60)["UserPools"])
    template = pool_template("divers")
    template["Resources"]["Group0"]["Properties"]["Precedence"] = -1
    stack = stacks.create("nothing", template)
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert len(cognito.list_user_pools(MaxResults=60)["UserPools"]) == count
    assert refusal(stacks.client.update_stack, StackName="nothing", TemplateBody=json.dumps(template)) == (
        "ValidationError",
        f"Stack:{stack['StackId']} is in ROLLBACK_COMPLETE state and can not be updated.",
    )


def test_deletion_removes_what_the_stack_made_and_nothing_else(
    stacks: Stacks, pool_template: MakeTemplate, cognito: Any
) -> None:
    other = cognito.create_user_pool(PoolName="bystander")["UserPool"]["Id"]
    stacks.create("gone", pool_template("divers"))
    pool_id = stacks.outputs("gone")["PoolId"]
    assert stacks.delete("gone") == "DELETE_COMPLETE"
    assert refusal(cognito.describe_user_pool, UserPoolId=pool_id)[0] == "ResourceNotFoundException"
    assert cognito.describe_user_pool(UserPoolId=other)["UserPool"]["Name"] == "bystander"
    assert refusal(stacks.client.describe_stacks, StackName="gone") == (
        "ValidationError",
        "Stack with id gone does not exist",
    )


def test_what_is_to_be_retained_lives_on(stacks: Stacks, pool_template: MakeTemplate, cognito: Any) -> None:
    template = pool_template()
    template["Resources"]["Pool"]["DeletionPolicy"] = "Retain"
    stacks.create("retained", template)
    pool_id = stacks.outputs("retained")["PoolId"]
    assert stacks.delete("retained") == "DELETE_COMPLETE"
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Id"] == pool_id


def test_the_same_template_again_is_no_update(stacks: Stacks, pool_template: MakeTemplate) -> None:
    stacks.create("same", pool_template())
    body = json.dumps(pool_template())
    assert refusal(stacks.client.update_stack, StackName="same", TemplateBody=body) == (
        "ValidationError",
        "No updates are to be performed.",
    )


def test_names_are_taken_once(stacks: Stacks, pool_template: MakeTemplate) -> None:
    stacks.create("taken", pool_template())
    body = json.dumps(pool_template())
    assert refusal(stacks.client.create_stack, StackName="taken", TemplateBody=body) == (
        "AlreadyExistsException",
        "Stack [taken] already exists",
    )


def test_a_protected_stack_is_not_deleted(stacks: Stacks, pool_template: MakeTemplate) -> None:
    stacks.create("protected", pool_template(), EnableTerminationProtection=True)
    assert refusal(stacks.client.delete_stack, StackName="protected") == (
        "ValidationError",
        "Stack [protected] cannot be deleted while TerminationProtection is enabled",
    )
    stacks.client.update_termination_protection(StackName="protected", EnableTerminationProtection=False)
    assert stacks.delete("protected") == "DELETE_COMPLETE"


ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}},
}


def test_roles_need_the_caller_s_word(cloudformation: Any) -> None:
    body = json.dumps({"Resources": {"Role": ROLE}})
    assert refusal(cloudformation.create_stack, StackName="roles", TemplateBody=body) == (
        "InsufficientCapabilitiesException",
        "Requires capabilities : [CAPABILITY_IAM]",
    )


def test_an_unknown_type_stops_before_anything_changes(cloudformation: Any, cognito: Any) -> None:
    count = len(cognito.list_user_pools(MaxResults=60)["UserPools"])
    body = {
        "Resources": {
            "Pool": {"Type": "AWS::Cognito::UserPool"},
            "Queue": {"Type": "AWS::SQS::Queue", "DependsOn": "Pool"},
        }
    }
    code, text = refusal(cloudformation.create_stack, StackName="queue", TemplateBody=json.dumps(body))
    assert code == "ValidationError"
    assert "AWS::SQS::Queue" in text
    assert "resource Queue of stack queue" in text
    assert len(cognito.list_user_pools(MaxResults=60)["UserPools"]) == count
    assert refusal(cloudformation.describe_stacks, StackName="queue")[0] == "ValidationError"


def test_events_tell_the_whole_story(stacks: Stacks, pool_template: MakeTemplate) -> None:
    stacks.create("told", pool_template())
    events = stacks.client.describe_stack_events(StackName="told")["StackEvents"][::-1]
    told = [(event["LogicalResourceId"], event["ResourceStatus"]) for event in events]
    assert told == [
        ("told", "CREATE_IN_PROGRESS"),
        ("Pool", "CREATE_IN_PROGRESS"),
        ("Pool", "CREATE_IN_PROGRESS"),
        ("Pool", "CREATE_COMPLETE"),
        ("Client", "CREATE_IN_PROGRESS"),
        ("Client", "CREATE_IN_PROGRESS"),
        ("Client", "CREATE_COMPLETE"),
        ("told", "CREATE_COMPLETE"),
    ]
    assert events[0]["ResourceStatusReason"] == "User Initiated"
    assert events[2]["ResourceStatusReason"] == "Resource creation Initiated"


def test_exports_bind_their_importers(stacks: Stacks, pool_template: MakeTemplate) -> None:
    exporting = pool_template()
    exporting["Outputs"]["PoolId"]["Export"] = {"Name": "harbour-pool"}
    importing = {
        "Resources": {
            "Group": {
                "Type": "AWS::Cognito::UserPoolGroup",
                "Properties": {"UserPoolId": {"Fn::ImportValue": "harbour-pool"}, "GroupName": "guests"},
            }
        }
    }
    stacks.create("exporting", exporting)
    stacks.create("importing", importing)
    assert stacks.delete("exporting") == "DELETE_FAILED"
    assert any("in use by importing" in reason for reason in _reasons(stacks, "exporting"))
    assert stacks.delete("importing") == "DELETE_COMPLETE"
    assert stacks.delete("exporting") == "DELETE_COMPLETE"


def _reasons(stacks: Stacks, name: str) -> list[str]:
    stack = stacks.client.describe_stacks(StackName=name)["Stacks"][0]
    return [stack.get("StackStatusReason", "")]


def test_secrets_among_parameters_are_never_shown(stacks: Stacks) -> None:
    template = {
        "Parameters": {"Word": {"Type": "String", "NoEcho": True}, "Plain": {"Type": "String", "Default": "d"}},
        "Resources": {"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "Word"}}}},
    }
    stacks.create("quiet", template, Parameters=[{"ParameterKey": "Word", "ParameterValue": "hush-hush"}])
    shown = stacks.client.describe_stacks(StackName="quiet")["Stacks"][0]["Parameters"]
    assert {one["ParameterKey"]: one["ParameterValue"] for one in shown} == {"Word": "****", "Plain": "d"}


def test_a_crash_within_a_deployment_leaves_the_stack_as_it_was(
    new_server: Callable[..., RunningServer], pool_template: MakeTemplate
) -> None:
    """Whenever the server is killed, the deployment has happened or has not."""
    running = new_server()
    client = running.client("cloudformation")
    stacks = Stacks(client)
    stacks.create("crashed", pool_template("divers"))
    before = stacks.outputs("crashed")
    client.update_stack(StackName="crashed", TemplateBody=json.dumps(pool_template("swimmers")))
    running.stop(signal.SIGKILL)
    again = new_server()
    stack = Stacks(again.client("cloudformation")).settled("crashed")
    groups = again.client().list_groups(UserPoolId=before["PoolId"])["Groups"]
    names = [group["GroupName"] for group in groups]
    # Killed before or after the commit, never between: status and groups agree.
    assert (stack["StackStatus"], names) in [
        ("UPDATE_ROLLBACK_COMPLETE", ["divers"]),
        ("UPDATE_COMPLETE", ["swimmers"]),
    ]
