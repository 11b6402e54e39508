"""AWS::Cognito::UserPoolGroup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolGroup(ResourceType):
    replaced_by = frozenset({"UserPoolId", "GroupName"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("GroupName") or work.generated_name(longest=128)
        await work.calls("CreateGroup", {**properties, "GroupName": name})
        return Made(name)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        await work.calls("UpdateGroup", {**properties, "GroupName": resource.physical_id})
        return Made(resource.physical_id)

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls(
                "DeleteGroup", {"UserPoolId": resource.properties["UserPoolId"], "GroupName": resource.physical_id}
            )
