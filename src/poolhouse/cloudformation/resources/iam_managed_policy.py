"""AWS::IAM::ManagedPolicy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.attached_policies import MANAGED_POLICIES, change_roles
from poolhouse.cloudformation.work import Made, ResourceType, Work, document
from poolhouse.model.stack import StackResource


class IamManagedPolicy(ResourceType):
    replaced_by = frozenset({"ManagedPolicyName", "Description", "Path"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("ManagedPolicyName") or work.generated_name(longest=128)
        arn = work.arn("iam", f"policy{properties.get('Path', '/')}{name}", regional=False)
        if await work.records.has_object(MANAGED_POLICIES, arn):
            raise ResourceFailed(f"A policy called {name} already exists. Duplicate names are not allowed.")
        await self._put(work, arn, properties)
        return Made(arn, {"PolicyArn": arn, "PolicyId": "ANPA" + work.random_text(17, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")})

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        arn = resource.physical_id
        await change_roles(work, resource.properties.get("Roles", []), inline={}, managed={arn: None})
        await self._put(work, arn, properties)
        return Made(arn, resource.attributes)

    async def delete(self, work: Work, resource: StackResource) -> None:
        arn = resource.physical_id
        await change_roles(work, resource.properties.get("Roles", []), inline={}, managed={arn: None})
        await work.records.delete_object(MANAGED_POLICIES, arn)

    async def _put(self, work: Work, arn: str, properties: Mapping[str, Any]) -> None:
        if properties.get("Users") or properties.get("Groups"):
            raise ResourceFailed("Policies of users and groups are not built: only roles are known here.")
        own = document(properties["PolicyDocument"])
        await work.records.put_object(MANAGED_POLICIES, arn, msgspec.json.encode(own), expires_at=None)
        await change_roles(work, properties.get("Roles", []), inline={}, managed={arn: own})
