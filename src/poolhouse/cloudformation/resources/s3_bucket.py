"""AWS::S3::Bucket: a place for objects that other resources of the stack write and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.bucket_names import bucket_name
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class S3Bucket(ResourceType):
    replaced_by = frozenset({"BucketName"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = bucket_name(properties.get("BucketName") or work.generated_name(longest=63).lower())
        domain = f"{name}.s3"
        suffix = work.site.url_suffix
        return Made(
            name,
            {
                "Arn": f"arn:{work.site.partition}:s3:::{name}",
                "DomainName": f"{domain}.{suffix}",
                "DualStackDomainName": f"{domain}.dualstack.{work.site.region}.{suffix}",
                "RegionalDomainName": f"{domain}.{work.site.region}.{suffix}",
                "WebsiteURL": f"http://{name}.s3-website-{work.site.region}.{suffix}",
            },
        )

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id, resource.attributes)

    async def delete(self, work: Work, resource: StackResource) -> None:
        if await work.records.list_object_keys(resource.physical_id):
            raise ResourceFailed("The bucket you tried to delete is not empty")
