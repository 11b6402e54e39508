"""AWS::Cognito::UserPoolDomain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class UserPoolDomain(ResourceType):
    replaced_by = frozenset({"UserPoolId", "Domain"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return _made(properties, await work.calls("CreateUserPoolDomain", properties))

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return _made(properties, await work.calls("UpdateUserPoolDomain", properties))

    async def delete(self, work: Work, resource: StackResource) -> None:
        key = {"UserPoolId": resource.properties["UserPoolId"], "Domain": resource.physical_id}
        # Asked first: the deletion's own refusal does not tell what is gone already from what is malformed.
        found = await work.calls("DescribeUserPoolDomain", {"Domain": resource.physical_id})
        if found["DomainDescription"].get("UserPoolId") == key["UserPoolId"]:
            await work.calls("DeleteUserPoolDomain", key)


def _made(properties: Mapping[str, Any], answer: Mapping[str, Any] | None) -> Made:
    return Made(properties["Domain"], {"CloudFrontDistribution": (answer or {}).get("CloudFrontDomain", "")})
