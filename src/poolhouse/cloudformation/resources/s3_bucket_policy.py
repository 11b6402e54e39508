"""AWS::S3::BucketPolicy: a record; nobody reaches objects from outside, whatever it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class S3BucketPolicy(ResourceType):
    replaced_by = frozenset({"Bucket"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return Made(properties["Bucket"])

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id)
