"""AWS::AppSync::GraphQLApi."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.appsync_parts import ID_LENGTH, ID_LETTERS, put_part
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class AppSyncGraphqlApi(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        api_id = work.random_text(ID_LENGTH, ID_LETTERS)
        await work.records.put_api_revision(api_id, work.entropy.uuid())
        await self._put(work, api_id, properties)
        return _made(work, api_id)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        api_id = resource.attributes["ApiId"]
        await self._put(work, api_id, properties)
        return _made(work, api_id)

    async def delete(self, work: Work, resource: StackResource) -> None:
        await work.records.delete_api(resource.attributes["ApiId"])

    async def settle(self, work: Work, resource: StackResource) -> None:
        """Whether the parts fit each other is known once all are there."""
        await work.check_api(resource.attributes["ApiId"])

    async def _put(self, work: Work, api_id: str, properties: Mapping[str, Any]) -> None:
        if properties.get("ApiType", "GRAPHQL") != "GRAPHQL" or properties.get("Visibility", "GLOBAL") != "GLOBAL":
            raise ResourceFailed("Merged and private APIs are not built.")
        await put_part(work, api_id, "api", "api", properties)


def _made(work: Work, api_id: str) -> Made:
    arn = work.arn("appsync", f"apis/{api_id}")
    url = f"{work.site.endpoint}/graphql/{api_id}"
    host = work.site.endpoint.partition("://")[2]
    return Made(
        arn,
        {
            "ApiId": api_id,
            "Arn": arn,
            "GraphQLUrl": url,
            "GraphQLDns": host,
            "GraphQLEndpointArn": work.arn("appsync", f"endpoints/graphql-api/{api_id}"),
            "RealtimeUrl": f"wss://{host}/graphql/{api_id}/realtime",
            "RealtimeDns": host,
        },
    )
