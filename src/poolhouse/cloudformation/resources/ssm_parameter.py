"""AWS::SSM::Parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource

LONGEST_VALUE = 8192
"""Characters, in the advanced tier (Systems Manager user guide, "Managing parameter tiers")."""


class SsmParameter(ResourceType):
    replaced_by = frozenset({"Name"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("Name") or f"CFN-{work.logical_id}-{work.random_text(12, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
        if await work.records.get_parameter(name) is not None:
            raise ResourceFailed(f"{name} already exists.")
        return await self._put(work, name, properties)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, resource.physical_id, properties)

    async def delete(self, work: Work, resource: StackResource) -> None:
        await work.records.delete_parameter(resource.physical_id)

    async def _put(self, work: Work, name: str, properties: Mapping[str, Any]) -> Made:
        if len(properties["Value"]) > LONGEST_VALUE:
            raise ResourceFailed(f"Member must have length less than or equal to {LONGEST_VALUE}.")
        await work.records.put_parameter(name, properties["Value"])
        arn = work.arn("ssm", f"parameter/{name.removeprefix('/')}")
        return Made(name, {"Arn": arn, "Type": properties["Type"], "Value": properties["Value"], "Name": name})
