"""The actions: form → :class:`Stacks` → result members."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from poolhouse.cloudformation.api.form import Form
from poolhouse.cloudformation.api.xml import Moment
from poolhouse.cloudformation.capabilities import required
from poolhouse.cloudformation.dependencies import check_references
from poolhouse.cloudformation.errors import STACK_NOT_FOUND
from poolhouse.cloudformation.stacks import StackRequest, Stacks
from poolhouse.cloudformation.surroundings import make_stack_id
from poolhouse.cloudformation.template import Template, parsed
from poolhouse.cloudformation.template_source import template_text
from poolhouse.errors import Problem
from poolhouse.model.stack import Stack, StackEvent, StackResource

Result = Mapping[str, Any] | None
Action = Callable[[Form], Awaitable[Result]]

VERSION = "2010-05-15"
UNKNOWN_ACTION = Problem("InvalidAction", "Could not find operation {action} for version {version}")
NOT_BUILT = Problem("NotImplementedException", "{action} is not built yet.", 501)
MISSING = Problem(
    "ValidationError",
    "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null",
)
BAD_NEXT_TOKEN = Problem("ValidationError", "NextToken is invalid.")  # unconfirmed

LONGEST_TOKEN = 18
HIDDEN = "****"
_DRIFT = {"StackDriftStatus": "NOT_CHECKED"}
_RESOURCE_DRIFT = {"StackResourceDriftStatus": "NOT_CHECKED"}


class Actions(msgspec.Struct, frozen=True):
    stacks: Stacks

    def find(self, action: str) -> Action:
        """Raises ServiceError for what CloudFormation does not have, or this server not yet."""
        name = BUILT.get(action)
        if name is None:
            raise (NOT_BUILT(action=action) if action in LATER else UNKNOWN_ACTION(action=action, version=VERSION))
        found: Action = getattr(self, name)
        return found

    def resource_of(self, form: Form) -> str:
        """What a policy must allow the action on: the ARN of the stack, whatever its id, or ``*``."""
        name = form.get("StackName")
        if not name:
            return "*"
        return name if name.startswith("arn:") else make_stack_id(self.stacks.own.site, name, "*")

    async def create_stack(self, form: Form) -> Result:
        request = await self._request(form, await self._text(form))
        return {"StackId": await self.stacks.create(request)}

    async def update_stack(self, form: Form) -> Result:
        text = None if form.flag("UsePreviousTemplate") else await self._text(form)
        return {"StackId": await self.stacks.update(await self._request(form, text))}

    async def delete_stack(self, form: Form) -> Result:
        await self.stacks.delete(_required(form, "StackName"), frozenset(form.texts("RetainResources")))
        return None

    async def update_termination_protection(self, form: Form) -> Result:
        enabled = _required(form, "EnableTerminationProtection").lower() == "true"
        return {"StackId": await self.stacks.protect(_required(form, "StackName"), enabled=enabled)}

    async def describe_stacks(self, form: Form) -> Result:
        if name := form.get("StackName"):
            return {"Stacks": [_stack(await self.stacks.get(name))]}
        return {"Stacks": [_stack(one) for one in await self.stacks.all() if one.deleted_at is None]}

    async def describe_stack_events(self, form: Form) -> Result:
        token = form.get("NextToken")
        if token is not None and not (token.isdecimal() and len(token) <= LONGEST_TOKEN):
            raise BAD_NEXT_TOKEN()
        events, following = await self.stacks.events(_required(form, "StackName"), int(token) if token else None)
        return {"StackEvents": [_event(one) for one in events], "NextToken": following}

    async def describe_stack_resources(self, form: Form) -> Result:
        stack = await self._holder(form)
        wanted = form.get("LogicalResourceId")
        found = [one for one in stack.resources.values() if wanted in (None, one.logical_id)]
        return {"StackResources": [_resource(stack, one, "Timestamp") for one in found[:100]]}

    async def describe_stack_resource(self, form: Form) -> Result:
        stack = await self.stacks.get(_required(form, "StackName"))
        resource = stack.resources.get(_required(form, "LogicalResourceId"))
        if resource is None:
            raise NO_RESOURCE(name=form["LogicalResourceId"], stack=stack.name)
        definition = (await parsed(stack.template)).resources[resource.logical_id]
        metadata = json.dumps(definition.metadata) if definition.metadata else None
        return {"StackResourceDetail": {**_resource(stack, resource, "LastUpdatedTimestamp"), "Metadata": metadata}}

    async def list_stack_resources(self, form: Form) -> Result:
        stack = await self.stacks.get(_required(form, "StackName"))
        summaries = [_summary(one) for one in stack.resources.values()]
        return {"StackResourceSummaries": summaries}

    async def list_stacks(self, form: Form) -> Result:
        wanted = form.texts("StackStatusFilter")
        found = [one for one in await self.stacks.all() if not wanted or one.status in wanted]
        return {"StackSummaries": [_stack_summary(one) for one in found]}

    async def list_exports(self, form: Form) -> Result:
        exports = [
            {"ExportingStackId": stack.id, "Name": output.export_name, "Value": output.value}
            for stack in await self.stacks.all()
            if stack.deleted_at is None
            for output in stack.outputs
            if output.export_name is not None
        ]
        return {"Exports": exports}

    async def get_template(self, form: Form) -> Result:
        stack = await self.stacks.get(_required(form, "StackName"))
        return {"TemplateBody": stack.template, "StagesAvailable": ["Original", "Processed"]}

    async def get_template_summary(self, form: Form) -> Result:
        if name := form.get("StackName"):
            text = (await self.stacks.get(name)).template
        else:
            text = await self._text(form)
        template = await parsed(text)
        return {
            **_template(template),
            "ResourceTypes": sorted({one.type for one in template.resources.values()}),
            "Metadata": json.dumps(template.metadata) if template.metadata else None,
        }

    async def validate_template(self, form: Form) -> Result:
        template = await parsed(await self._text(form))
        check_references(template)
        return _template(template)

    async def _text(self, form: Form) -> str:
        async with self.stacks.store.read() as records:
            return await template_text(records, form.get("TemplateBody"), form.get("TemplateURL"))

    async def _request(self, form: Form, template: str | None) -> StackRequest:
        parameters = form.members("Parameters")
        kept = [one for one in parameters if one.get("UsePreviousValue", "").lower() == "true"]
        tags = form.members("Tags")
        return StackRequest(
            name=_required(form, "StackName"),
            template=template,
            parameters={
                one.get("ParameterKey", ""): one.get("ParameterValue", "") for one in parameters if one not in kept
            },
            kept_parameters=frozenset(one.get("ParameterKey", "") for one in kept),
            capabilities=tuple(form.texts("Capabilities")),
            tags={one.get("Key", ""): one.get("Value", "") for one in tags} if tags else None,
            disable_rollback=form.flag("DisableRollback"),
            on_failure=form.get("OnFailure"),
            termination_protection=form.flag("EnableTerminationProtection"),
            allow_unsupported=form.flag(ALLOW_UNSUPPORTED),
        )

    async def _holder(self, form: Form) -> Stack:
        """The stack that is named, or the one that holds the physical id."""
        if name := form.get("StackName"):
            return await self.stacks.get(name)
        physical_id = _required(form, "PhysicalResourceId")
        for stack in await self.stacks.all():
            if any(one.physical_id == physical_id for one in stack.resources.values()):
                return stack
        raise STACK_NOT_FOUND(name=physical_id)


BUILT: Mapping[str, str] = {
    "CreateStack": "create_stack",
    "DeleteStack": "delete_stack",
    "DescribeStackEvents": "describe_stack_events",
    "DescribeStackResource": "describe_stack_resource",
    "DescribeStackResources": "describe_stack_resources",
    "DescribeStacks": "describe_stacks",
    "GetTemplate": "get_template",
    "GetTemplateSummary": "get_template_summary",
    "ListExports": "list_exports",
    "ListStackResources": "list_stack_resources",
    "ListStacks": "list_stacks",
    "UpdateStack": "update_stack",
    "UpdateTerminationProtection": "update_termination_protection",
    "ValidateTemplate": "validate_template",
}
"""Action → method of :class:`Actions`."""

CHANGING = frozenset({"CreateStack", "DeleteStack", "UpdateStack", "UpdateTerminationProtection"})
"""Actions that do more than read."""

ALLOW_UNSUPPORTED = "PoolhouseAllowUnsupported"
"""A field of ours in CreateStack and UpdateStack: types that are not built become records, unless they guard access."""

NO_RESOURCE = Problem("ValidationError", "Resource {name} does not exist for stack {stack}")

LATER = frozenset(
    {
        "ContinueUpdateRollback",
        "CreateChangeSet",
        "DeleteChangeSet",
        "DescribeChangeSet",
        "DescribeEvents",
        "ExecuteChangeSet",
        "ListChangeSets",
        "ListImports",
        "RollbackStack",
        "CancelUpdateStack",
        "SetStackPolicy",
        "GetStackPolicy",
        "DetectStackDrift",
    }
)
"""Actions that CloudFormation has and this server does not have yet."""


def _required(form: Form, name: str) -> str:
    value = form.get(name)
    if not value:
        raise MISSING(name=name[:1].lower() + name[1:])
    return value


def _stack(stack: Stack) -> dict[str, Any]:
    parameters = {**stack.defaults, **stack.parameters}
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "Description": stack.description or None,
        "Parameters": [
            {"ParameterKey": name, "ParameterValue": HIDDEN if name in stack.hidden_parameters else value}
            for name, value in parameters.items()
        ],
        "CreationTime": Moment(stack.created_at),
        "LastUpdatedTime": None if stack.updated_at is None else Moment(stack.updated_at),
        "DeletionTime": None if stack.deleted_at is None else Moment(stack.deleted_at),
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason,
        "DisableRollback": stack.disable_rollback,
        "NotificationARNs": [],
        "Capabilities": stack.capabilities,
        "Outputs": [
            {
                "OutputKey": one.key,
                "OutputValue": one.value,
                "Description": one.description,
                "ExportName": one.export_name,
            }
            for one in stack.outputs
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
        "EnableTerminationProtection": stack.termination_protection,
        "ParentId": stack.parent_id,
        "RootId": stack.root_id,
        "DriftInformation": _DRIFT,
    }


def _stack_summary(stack: Stack) -> dict[str, Any]:
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "TemplateDescription": stack.description or None,
        "CreationTime": Moment(stack.created_at),
        "LastUpdatedTime": None if stack.updated_at is None else Moment(stack.updated_at),
        "DeletionTime": None if stack.deleted_at is None else Moment(stack.deleted_at),
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason,
        "ParentId": stack.parent_id,
        "RootId": stack.root_id,
        "DriftInformation": _DRIFT,
    }


def _event(event: StackEvent) -> dict[str, Any]:
    return {
        "StackId": event.stack_id,
        "EventId": event.id,
        "StackName": event.stack_name,
        "LogicalResourceId": event.logical_id,
        "PhysicalResourceId": event.physical_id,
        "ResourceType": event.type,
        "Timestamp": Moment(event.timestamp),
        "ResourceStatus": event.status,
        "ResourceStatusReason": event.reason,
    }


def _summary(resource: StackResource) -> dict[str, Any]:
    return {
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.type,
        "LastUpdatedTimestamp": Moment(resource.changed_at),
        "ResourceStatus": resource.status,
        "DriftInformation": _RESOURCE_DRIFT,
    }


def _resource(stack: Stack, resource: StackResource, time_name: str) -> dict[str, Any]:
    summary = _summary(resource)
    summary[time_name] = summary.pop("LastUpdatedTimestamp")
    return {"StackName": stack.name, "StackId": stack.id, **summary}


def _template(template: Template) -> dict[str, Any]:
    capability, types = required(template)
    return {
        "Parameters": [
            {
                "ParameterKey": name,
                "DefaultValue": None if "Default" not in one else str(one["Default"]),
                "NoEcho": str(one.get("NoEcho", False)).lower() == "true",
                "ParameterType": one["Type"],
                "Description": one.get("Description"),
            }
            for name, one in template.parameters.items()
        ],
        "Description": template.description or None,
        "Capabilities": [capability] if capability else [],
        "CapabilitiesReason": (
            f"The following resource(s) require capabilities: [{', '.join(types)}]" if capability else None
        ),
    }
