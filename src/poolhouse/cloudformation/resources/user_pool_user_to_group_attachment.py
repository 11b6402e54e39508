"""AWS::Cognito::UserPoolUserToGroupAttachment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolUserToGroupAttachment(ResourceType):
    replaced_by = frozenset({"UserPoolId", "GroupName", "Username"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        await work.calls("AdminAddUserToGroup", properties)
        return Made(work.generated_name())

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls("AdminRemoveUserFromGroup", resource.properties)
