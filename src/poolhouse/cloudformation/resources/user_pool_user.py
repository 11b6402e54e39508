"""AWS::Cognito::UserPoolUser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.property_check import schemas
from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolUser(ResourceType):
    replaced_by = frozenset(schemas()["AWS::Cognito::UserPoolUser"]["properties"])

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("Username") or work.entropy.uuid()
        answer = await work.calls("AdminCreateUser", {**properties, "Username": name})
        return Made(answer["User"]["Username"])

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls(
                "AdminDeleteUser", {"UserPoolId": resource.properties["UserPoolId"], "Username": resource.physical_id}
            )
