"""AWS::Cognito::UserPoolIdentityProvider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolIdentityProvider(ResourceType):
    replaced_by = frozenset({"UserPoolId", "ProviderName", "ProviderType"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        await work.calls("CreateIdentityProvider", properties)
        return Made(properties["ProviderName"])

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        request = {name: value for name, value in properties.items() if name != "ProviderType"}
        await work.calls("UpdateIdentityProvider", request)
        return Made(resource.physical_id)

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls(
                "DeleteIdentityProvider",
                {"UserPoolId": resource.properties["UserPoolId"], "ProviderName": resource.physical_id},
            )
