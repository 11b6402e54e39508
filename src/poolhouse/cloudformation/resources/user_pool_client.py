"""AWS::Cognito::UserPoolClient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolClient(ResourceType):
    replaced_by = frozenset({"UserPoolId", "GenerateSecret"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        request = {**properties, "ClientName": properties.get("ClientName") or work.generated_name(longest=128)}
        return _made((await work.calls("CreateUserPoolClient", request))["UserPoolClient"])

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        request = {name: value for name, value in properties.items() if name != "GenerateSecret"}
        request["ClientId"] = resource.physical_id
        request["ClientName"] = properties.get("ClientName") or resource.attributes["Name"]
        return _made((await work.calls("UpdateUserPoolClient", request))["UserPoolClient"])

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls(
                "DeleteUserPoolClient",
                {"UserPoolId": resource.properties["UserPoolId"], "ClientId": resource.physical_id},
            )


def _made(client: Mapping[str, Any]) -> Made:
    attributes = {"ClientId": client["ClientId"], "Name": client["ClientName"]}
    if "ClientSecret" in client:
        attributes["ClientSecret"] = client["ClientSecret"]
    return Made(client["ClientId"], attributes)
