"""The Query protocol: forms in, XML out, and the actions that only read."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.cloudformation.api.form import Form
from poolhouse.cloudformation.api.xml import success
from poolhouse.errors import ServiceError
from tests.cloudformation.conftest import Stacks, Template
from tests.conftest import RunningServer

SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEEXAMPLE00/20260101/us-east-1/cloudformation/aws4_request, "
    f"SignedHeaders=host, Signature={'0' * 64}"
)
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def post(server: RunningServer, body: str, **headers: str) -> httpx.Response:
    return httpx.post(server.url, content=body, headers={"content-type": FORM, "authorization": SIGNED, **headers})


def error(answer: httpx.Response) -> tuple[int, str, str]:
    names = {"c": "http://cloudformation.amazonaws.com/doc/2010-05-15/"}
    root = ElementTree.fromstring(answer.content)
    return (
        answer.status_code,
        root.findtext("c:Error/c:Code", "", names),
        root.findtext("c:Error/c:Message", "", names),
    )


def test_an_unsigned_request_is_refused(server: RunningServer) -> None:
    answer = httpx.post(server.url, content="Action=ListStacks", headers={"content-type": FORM})
    assert error(answer)[:2] == (403, "MissingAuthenticationTokenException")


NO_OPERATION = "Could not find operation {} for version {}"
NULL_NAME = (
    "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null"
)


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        ("Action=Invent", "InvalidAction", NO_OPERATION.format("Invent", "2010-05-15")),
        ("Action=ListStacks&Version=1", "InvalidAction", NO_OPERATION.format("ListStacks", "1")),
        ("Action=CreateChangeSet", "NotImplementedException", "CreateChangeSet is not built yet."),
        ("Action=A&Action=B", "MalformedQueryString", "The query string contains a syntax error"),
        (
            "Action=CreateStack&StackName=x",
            "ValidationError",
            "Either Template URL or Template Body must be specified.",
        ),
        ("Action=DescribeStackEvents", "ValidationError", NULL_NAME),
        ("Action=DescribeStackEvents&StackName=x&NextToken=a", "ValidationError", "NextToken is invalid."),
        (
            "Action=CreateStack&StackName=x&TemplateURL=http://x/y",
            "ValidationError",
            "TemplateURL must be a supported URL.",
        ),
        ("Action=CreateStack&StackName=x&TemplateURL=s3://x/y", "ValidationError", "S3 error: Access Denied"),
    ],
)
def test_refusals(server: RunningServer, body: str, code: str, text: str) -> None:
    status = 501 if code == "NotImplementedException" else 400
    assert error(post(server, body)) == (status, code, text)


def test_a_name_that_no_stack_can_have(server: RunningServer) -> None:
    template = json.dumps({"Resources": {"P": {"Type": "AWS::Cognito::UserPool"}}})
    assert "stackName" in error(post(server, f"Action=CreateStack&StackName=1_x&TemplateBody={template}"))[2]


def test_reading_actions(stacks: Stacks, pool_template: Callable[..., Template]) -> None:
    client, template = stacks.client, pool_template("divers")
    template["Metadata"] = {"AWS::Amplify::Auth": {"version": "1", "stackOutputs": ["PoolId"]}}
    template["Resources"]["Pool"]["Metadata"] = {"note": "kept"}
    stacks.create("read", template)
    assert client.get_template(StackName="read")["TemplateBody"] == template
    summary = client.get_template_summary(StackName="read")
    assert json.loads(summary["Metadata"]) == template["Metadata"]
    assert "AWS::Cognito::UserPoolGroup" in summary["ResourceTypes"]
    detail = client.describe_stack_resource(StackName="read", LogicalResourceId="Pool")["StackResourceDetail"]
    assert (detail["ResourceStatus"], json.loads(detail["Metadata"])) == ("CREATE_COMPLETE", {"note": "kept"})
    listed = client.list_stack_resources(StackName="read")["StackResourceSummaries"]
    assert {one["LogicalResourceId"] for one in listed} == {"Pool", "Client", "Group0"}
    pool_id = stacks.outputs("read")["PoolId"]
    found = client.describe_stack_resources(PhysicalResourceId=pool_id)["StackResources"]
    assert {one["StackName"] for one in found} == {"read"}
    assert "read" in {one["StackName"] for one in client.list_stacks()["StackSummaries"]}
    assert "read" in {one["StackName"] for one in client.describe_stacks()["Stacks"]}


def test_validation_of_a_template(cloudformation: Any) -> None:
    body = {
        "Description": "One role",
        "Parameters": {"Stage": {"Type": "String", "Default": "dev", "NoEcho": True}},
        "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "x"}}},
    }
    answer = cloudformation.validate_template(TemplateBody=json.dumps(body))
    assert answer["Description"] == "One role"
    assert answer["Parameters"] == [{"ParameterKey": "Stage", "DefaultValue": "dev", "NoEcho": True}]
    assert answer["Capabilities"] == ["CAPABILITY_NAMED_IAM"]
    assert answer["CapabilitiesReason"] == "The following resource(s) require capabilities: [AWS::IAM::Role]"


@given(st.binary(max_size=200))
def test_any_body_is_a_form_or_refused(body: bytes) -> None:
    try:
        form = Form.parse(body)
    except ServiceError:
        return
    for name in form:
        try:
            form.members(name.partition(".member.")[0])
        except ServiceError:
            return


@given(st.text(st.characters(codec=None)))
@settings(max_examples=300)
def test_any_text_survives_in_xml(text: str) -> None:
    root = ElementTree.fromstring(success("Get", {"Body": text}, "id"))
    found = next(iter(next(iter(root)))).text or ""
    assert len(found) == len(text)
    assert all(ours in (theirs, "\ufffd") for ours, theirs in zip(found, text, strict=True))
