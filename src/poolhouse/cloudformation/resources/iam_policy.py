"""AWS::IAM::Policy: a document put on roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.attached_policies import change_roles
from poolhouse.cloudformation.work import Made, ResourceType, Work, document
from poolhouse.model.stack import StackResource


class IamPolicy(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        if properties.get("Users") or properties.get("Groups"):
            raise ResourceFailed("Policies of users and groups are not built: only roles are known here.")
        own = {properties["PolicyName"]: document(properties["PolicyDocument"])}
        await change_roles(work, properties.get("Roles", []), inline={**own}, managed={})
        policy_id = work.generated_name()
        return Made(policy_id, {"Id": policy_id})

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        await self.delete(work, resource)
        await self.create(work, properties)
        return Made(resource.physical_id, resource.attributes)

    async def delete(self, work: Work, resource: StackResource) -> None:
        old = resource.properties
        await change_roles(work, old.get("Roles", []), inline={old["PolicyName"]: None}, managed={})
