"""Assembly → server: objects first, then the stack, with every event told as it happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import msgspec

from poolhouse.amplify.assembly import AssembledStack
from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.amplify.server import Element, Refused, Server

CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
TEMPLATES = "poolhouse-templates"
_POLL_SECONDS = 0.05
_LARGEST_BODY = 51_200
_UNCHANGED = "No updates are to be performed."
_NO_STACK = "does not exist"
_STACK = "AWS::CloudFormation::Stack"
_BEGINNINGS = frozenset({"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"})
_DEAD_ENDS = frozenset({"ROLLBACK_COMPLETE", "CREATE_FAILED"})

Tell = Callable[[Element], None]
"""Told of each event of the stack and of those nested in it, oldest first."""


class Deployed(msgspec.Struct, frozen=True):
    """``changed`` is False when the stack already was as the template has it."""

    stack_id: str
    outputs: dict[str, str]
    changed: bool = True


class Deployer(msgspec.Struct):
    """``account`` and ``region`` replace the placeholders that CDK leaves in the addresses of assets."""

    server: Server
    account: str = "000000000000"
    region: str = "us-east-1"
    allow_unsupported: bool = False
    _put: set[tuple[str, str]] = msgspec.field(default_factory=set)

    def deploy(self, stack: AssembledStack, tell: Tell) -> Deployed:
        """Create the stack or bring it up to date. Raises AmplifyProblem."""
        for asset in stack.assets:
            self._upload(self._filled(asset.bucket), self._filled(asset.key), asset.content)
        before = self._describe(stack.name)
        if before is not None and before["StackStatus"] in _DEAD_ENDS:
            self.destroy(stack.name, tell)
            before = None
        action = "CreateStack" if before is None else "UpdateStack"
        try:
            answer = self.server.call(action, self._fields(stack))
        except Refused as refusal:
            if before is not None and refusal.message == _UNCHANGED:
                return Deployed(before["StackId"], _outputs(before), changed=False)
            raise AmplifyProblem(refusal.message) from None
        described = self._follow(answer["StackId"], tell)
        if described["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise AmplifyProblem(self._what_failed(answer["StackId"]))
        return Deployed(answer["StackId"], _outputs(described))

    def destroy(self, name: str, tell: Tell) -> bool:
        """Delete the stack and all that it made; False when there is none. Raises AmplifyProblem."""
        before = self._describe(name)
        if before is None:
            return False
        try:
            self.server.call("DeleteStack", {"StackName": name})
        except Refused as refusal:
            raise AmplifyProblem(refusal.message) from None
        after = self._follow(before["StackId"], tell)
        if after["StackStatus"] != "DELETE_COMPLETE":
            raise AmplifyProblem(self._what_failed(before["StackId"]))
        return True

    def functions(self, stack_id: str) -> dict[str, str]:
        """Name → logical id of every function of the stack and of those nested in it. Raises AmplifyProblem."""
        try:
            stacks = self.server.call("DescribeStacks", {}).get("Stacks") or []
            own = [stack for stack in stacks if stack_id in (stack["StackId"], stack.get("RootId"))]
            listed = [self.server.call("ListStackResources", {"StackName": stack["StackId"]}) for stack in own]
        except Refused as refusal:
            raise AmplifyProblem(refusal.message) from None
        return {
            one["PhysicalResourceId"]: one["LogicalResourceId"]
            for resources in listed
            for one in resources.get("StackResourceSummaries") or []
            if one["ResourceType"] == "AWS::Lambda::Function"
        }

    def _upload(self, bucket: str, key: str, content: Callable[[], bytes]) -> None:
        """Keys of assets hold their hash: what is there under a key need not be sent again."""
        if (bucket, key) in self._put or self.server.has_object(bucket, key):
            return
        self.server.put_object(bucket, key, content())
        self._put.add((bucket, key))

    def _fields(self, stack: AssembledStack) -> dict[str, str]:
        fields = {"StackName": stack.name}
        if len(stack.template.encode()) <= _LARGEST_BODY:
            fields["TemplateBody"] = stack.template
        else:
            key = f"{stack.name}.json"
            self.server.put_object(TEMPLATES, key, stack.template.encode())
            fields["TemplateURL"] = f"s3://{TEMPLATES}/{key}"
        for number, capability in enumerate(CAPABILITIES, 1):
            fields[f"Capabilities.member.{number}"] = capability
        fields |= _members("Tags", "Key", "Value", stack.tags)
        fields |= _members("Parameters", "ParameterKey", "ParameterValue", stack.parameters)
        if self.allow_unsupported:
            fields["PoolhouseAllowUnsupported"] = "true"
        return fields

    def _follow(self, stack_id: str, tell: Tell) -> Element:
        """Tell events until the stack has come to rest."""
        seen: set[str] = set()
        while True:
            described = self._described(stack_id)
            for event in self._events(stack_id):
                if event["EventId"] not in seen:
                    seen.add(event["EventId"])
                    tell(event)
            if not described["StackStatus"].endswith("_IN_PROGRESS"):
                return described
            time.sleep(_POLL_SECONDS)

    def _events(self, stack_id: str) -> list[Element]:
        """Those of the stack's last deployment, nested stacks' included, oldest first."""
        own = self._own_events(stack_id)
        nested = {event["PhysicalResourceId"] for event in own if event["ResourceType"] == _STACK} - {stack_id, ""}
        began = own[0]["Timestamp"] if own else ""
        inner = [event for child in sorted(nested) for event in self._events(child) if event["Timestamp"] >= began]
        return sorted(inner + own, key=lambda event: str(event["Timestamp"]))

    def _own_events(self, stack_id: str) -> list[Element]:
        """Back to where the stack's status last began to change."""
        found: list[Element] = []
        fields = {"StackName": stack_id}
        while True:
            try:
                page = self.server.call("DescribeStackEvents", fields)
            except Refused as refusal:
                if refusal.message.endswith(_NO_STACK):
                    return []
                raise AmplifyProblem(refusal.message) from None
            for event in page.get("StackEvents") or []:
                found.append(event)
                if event["PhysicalResourceId"] == stack_id and event["ResourceStatus"] in _BEGINNINGS:
                    return found[::-1]
            if not page.get("NextToken"):
                return found[::-1]
            fields["NextToken"] = page["NextToken"]

    def _what_failed(self, stack_id: str) -> str:
        """The first resource that failed, wherever it is nested, and why."""
        failed = [event for event in self._events(stack_id) if event["ResourceStatus"].endswith("_FAILED")]
        if not failed:
            return self._described(stack_id).get("StackStatusReason") or "the deployment failed"
        event = failed[0]
        return f"{event['ResourceType']} {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'failed')}"

    def _describe(self, name: str) -> Element | None:
        try:
            return self._described(name)
        except AmplifyProblem as problem:
            if problem.message.endswith(_NO_STACK):
                return None
            raise

    def _described(self, name: str) -> Element:
        try:
            stacks: list[Element] = self.server.call("DescribeStacks", {"StackName": name})["Stacks"]
        except Refused as refusal:
            raise AmplifyProblem(refusal.message) from None
        return stacks[0]

    def _filled(self, text: str) -> str:
        filled = text.replace("${AWS::AccountId}", self.account).replace("${AWS::Region}", self.region)
        return filled.replace("${AWS::Partition}", "aws")


def _members(name: str, key: str, value: str, pairs: Mapping[str, str]) -> dict[str, str]:
    fields = {}
    for number, (one, other) in enumerate(pairs.items(), 1):
        fields[f"{name}.member.{number}.{key}"] = one
        fields[f"{name}.member.{number}.{value}"] = other
    return fields


def _outputs(stack: Element) -> dict[str, str]:
    return {one["OutputKey"]: one.get("OutputValue", "") for one in stack.get("Outputs") or []}
