"""AWS::AppSync::DataSource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.appsync_parts import PutPart, add_part, delete_part, put_part
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class AppSyncDataSource(ResourceType):
    replaced_by = frozenset({"ApiId", "Name"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, properties, add_part)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, properties, put_part)

    async def _put(self, work: Work, properties: Mapping[str, Any], put: PutPart) -> Made:
        api_id, name = properties["ApiId"], properties["Name"]
        await put(work, api_id, "data_source", name, properties)
        arn = work.arn("appsync", f"apis/{api_id}/datasources/{name}")
        return Made(arn, {"DataSourceArn": arn, "Name": name})

    async def delete(self, work: Work, resource: StackResource) -> None:
        await delete_part(work, resource.properties["ApiId"], "data_source", resource.properties["Name"])
