"""AWS::AppSync::Resolver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.resources.appsync_parts import PutPart, add_part, delete_part, put_part
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class AppSyncResolver(ResourceType):
    replaced_by = frozenset({"ApiId", "TypeName", "FieldName"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, properties, add_part)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, properties, put_part)

    async def _put(self, work: Work, properties: Mapping[str, Any], put: PutPart) -> Made:
        api_id, type_name, field = properties["ApiId"], properties["TypeName"], properties["FieldName"]
        await put(work, api_id, "resolver", f"{type_name}.{field}", properties)
        arn = work.arn("appsync", f"apis/{api_id}/types/{type_name}/resolvers/{field}")
        return Made(arn, {**properties, "ResolverArn": arn})

    async def delete(self, work: Work, resource: StackResource) -> None:
        old = resource.properties
        await delete_part(work, old["ApiId"], "resolver", f"{old['TypeName']}.{old['FieldName']}")
