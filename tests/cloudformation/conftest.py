"""A client for CloudFormation, and stacks that go when their test ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import RunningServer

Template = dict[str, Any]


class Stacks:
    """Creates, updates and deletes stacks through boto3, and waits until they have come to rest."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self._names: list[str] = []

    def create(self, name: str, template: Template | str, **more: Any) -> dict[str, Any]:
        self._names.append(name)
        self.client.create_stack(StackName=name, TemplateBody=_text(template), **_allowed(more))
        return self.settled(name)

    def update(self, name: str, template: Template | str, **more: Any) -> dict[str, Any]:
        self.client.update_stack(StackName=name, TemplateBody=_text(template), **_allowed(more))
        return self.settled(name)

    def delete(self, name: str) -> str:
        """The status that the stack ends in."""
        stack_id = self.client.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        self.client.delete_stack(StackName=name)
        status: str = self.settled(stack_id)["StackStatus"]
        return status

    def settled(self, name: str) -> dict[str, Any]:
        while True:
            stack: dict[str, Any] = self.client.describe_stacks(StackName=name)["Stacks"][0]
            if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                return stack

    def outputs(self, name: str) -> dict[str, str]:
        stack = self.client.describe_stacks(StackName=name)["Stacks"][0]
        return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}

    def resources(self, name: str) -> dict[str, str]:
        """Logical id → physical id."""
        found = self.client.describe_stack_resources(StackName=name)["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}

    def reasons(self, name: str) -> list[str]:
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        return [event["ResourceStatusReason"] for event in events if "ResourceStatusReason" in event]

    def clear(self) -> None:
        for name in reversed(self._names):
            self.client.delete_stack(StackName=name)


def _text(template: Template | str) -> str:
    return template if isinstance(template, str) else json.dumps(template)


def _allowed(more: dict[str, Any]) -> dict[str, Any]:
    return {"Capabilities": ["CAPABILITY_NAMED_IAM"], **more}


@pytest.fixture
def cloudformation(server: RunningServer) -> Any:
    return server.client("cloudformation")


@pytest.fixture
def stacks(cloudformation: Any) -> Iterator[Stacks]:
    made = Stacks(cloudformation)
    yield made
    made.clear()


@pytest.fixture
def pool_template() -> Callable[..., Template]:
    """A pool, a client and groups of these names, their ids as outputs."""

    def template(*groups: str, **pool: Any) -> Template:
        resources: Template = {
            "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "harbour", **pool}},
            "Client": {
                "Type": "AWS::Cognito::UserPoolClient",
                "Properties": {"UserPoolId": {"Ref": "Pool"}, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]},
            },
        }
        for number, group in enumerate(groups):
            resources[f"Group{number}"] = {
                "Type": "AWS::Cognito::UserPoolGroup",
                "Properties": {"UserPoolId": {"Ref": "Pool"}, "GroupName": group, "Precedence": number},
            }
        outputs = {"PoolId": {"Value": {"Ref": "Pool"}}, "ClientId": {"Value": {"Ref": "Client"}}}
        return {"Resources": resources, "Outputs": outputs}

    return template
