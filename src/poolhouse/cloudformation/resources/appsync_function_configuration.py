"""AWS::AppSync::FunctionConfiguration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.appsync_parts import ID_LENGTH, ID_LETTERS, delete_part, put_part
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class AppSyncFunctionConfiguration(ResourceType):
    replaced_by = frozenset({"ApiId"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, work.random_text(ID_LENGTH, ID_LETTERS), properties)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, resource.attributes["FunctionId"], properties)

    async def delete(self, work: Work, resource: StackResource) -> None:
        await delete_part(work, resource.properties["ApiId"], "function", resource.attributes["FunctionId"])

    async def _put(self, work: Work, function_id: str, properties: Mapping[str, Any]) -> Made:
        api_id = properties["ApiId"]
        await put_part(work, api_id, "function", function_id, properties)
        arn = work.arn("appsync", f"apis/{api_id}/functions/{function_id}")
        return Made(arn, {**properties, "FunctionId": function_id, "FunctionArn": arn})
