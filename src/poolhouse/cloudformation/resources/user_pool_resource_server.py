"""AWS::Cognito::UserPoolResourceServer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolResourceServer(ResourceType):
    replaced_by = frozenset({"UserPoolId", "Identifier"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        await work.calls("CreateResourceServer", properties)
        return Made(properties["Identifier"])

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        await work.calls("UpdateResourceServer", properties)
        return Made(resource.physical_id)

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls(
                "DeleteResourceServer",
                {"UserPoolId": resource.properties["UserPoolId"], "Identifier": resource.physical_id},
            )
