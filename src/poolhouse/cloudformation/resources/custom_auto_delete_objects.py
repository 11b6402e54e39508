"""Custom::S3AutoDeleteObjects, done here instead of by its function: it empties a bucket before its deletion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work, required_text
from poolhouse.model.stack import StackResource


class AutoDeleteObjects(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        required_text(properties, "BucketName")
        return Made(work.generated_name())

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        required_text(properties, "BucketName")
        return Made(resource.physical_id)

    async def delete(self, work: Work, resource: StackResource) -> None:
        await work.records.delete_objects(resource.properties["BucketName"])
