"""AWS::AppSync::ApiKey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.appsync_parts import ID_LENGTH, ID_LETTERS, delete_part, put_part
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource

_DAY = 86400
DEFAULT_DAYS = 7
LONGEST_DAYS = 365


class AppSyncApiKey(ResourceType):
    replaced_by = frozenset({"ApiId"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, f"da2-{work.random_text(ID_LENGTH, ID_LETTERS)}", properties)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return await self._put(work, resource.attributes["ApiKey"], properties)

    async def delete(self, work: Work, resource: StackResource) -> None:
        await delete_part(work, resource.properties["ApiId"], "key", resource.attributes["ApiKey"])

    async def _put(self, work: Work, key: str, properties: Mapping[str, Any]) -> Made:
        now = work.clock.now()
        expires = float(properties.get("Expires", now + DEFAULT_DAYS * _DAY))
        if not now + _DAY <= expires <= now + LONGEST_DAYS * _DAY:
            raise ResourceFailed("API key must be valid for a minimum of 1 days and a maximum of 365 days.")
        api_id = properties["ApiId"]
        # As AppSync does: the end of the validity falls on a whole hour.
        await put_part(work, api_id, "key", key, {"Expires": expires - expires % 3600})
        arn = work.arn("appsync", f"apis/{api_id}/apikey/{key}")
        return Made(arn, {"ApiKey": key, "ApiKeyId": key, "Arn": arn})
