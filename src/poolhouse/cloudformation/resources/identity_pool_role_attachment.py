"""AWS::Cognito::IdentityPoolRoleAttachment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class IdentityPoolRoleAttachment(ResourceType):
    replaced_by = frozenset({"IdentityPoolId"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        pool_id = properties["IdentityPoolId"]
        await work.calls(
            "SetIdentityPoolRoles",
            {
                "IdentityPoolId": pool_id,
                "Roles": properties.get("Roles", {}),
                "RoleMappings": _mappings(properties.get("RoleMappings", {})),
            },
        )
        return Made(pool_id, {"Id": pool_id})

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return await self.create(work, properties)

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls(
                "SetIdentityPoolRoles", {"IdentityPoolId": resource.physical_id, "Roles": {}, "RoleMappings": {}}
            )


def _mappings(mappings: Mapping[str, Any]) -> dict[str, Any]:
    """In a template the key is free when ``IdentityProvider`` names the provider; the API wants it as the key."""
    named: dict[str, Any] = {}
    for key, mapping in mappings.items():
        provider = mapping.get("IdentityProvider", key)
        if provider in named:
            raise ResourceFailed(f"Two role mappings are for the provider {provider}.")
        named[provider] = {name: value for name, value in mapping.items() if name != "IdentityProvider"}
    return named
