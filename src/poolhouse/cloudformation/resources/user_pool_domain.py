"""AWS::Cognito::UserPoolDomain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolDomain(ResourceType):
    operation = "CreateUserPoolDomain"
    replaced_by = frozenset({"UserPoolId", "Domain"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return _made(properties, await work.calls("CreateUserPoolDomain", properties))

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return _made(properties, await work.calls("UpdateUserPoolDomain", properties))

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls(
                "DeleteUserPoolDomain",
                {"UserPoolId": resource.properties["UserPoolId"], "Domain": resource.physical_id},
            )


def _made(properties: Mapping[str, Any], answer: Mapping[str, Any] | None) -> Made:
    return Made(properties["Domain"], {"CloudFrontDistribution": (answer or {}).get("CloudFrontDomain", "")})
