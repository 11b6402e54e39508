"""AWS::AppSync::GraphQLSchema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.appsync_parts import PutPart, add_part, delete_part, put_part
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class AppSyncGraphqlSchema(ResourceType):
    replaced_by = frozenset({"ApiId"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, properties, add_part)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, properties, put_part)

    async def _put(self, work: Work, properties: Mapping[str, Any], put: PutPart) -> Made:
        if "Definition" in properties:
            text = properties["Definition"]
        elif "DefinitionS3Location" in properties:
            text = await work.object_text(properties["DefinitionS3Location"])
        else:
            raise ResourceFailed("A schema needs Definition or DefinitionS3Location.")
        await put(work, properties["ApiId"], "schema", "schema", {"Definition": text})
        schema_id = f"{properties['ApiId']}GraphQLSchema"
        return Made(schema_id, {"Id": schema_id})

    async def delete(self, work: Work, resource: StackResource) -> None:
        await delete_part(work, resource.properties["ApiId"], "schema", "schema")
