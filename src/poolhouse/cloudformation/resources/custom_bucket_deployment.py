"""Custom::CDKBucketDeployment, done here instead of by its function: archives unpacked into a bucket."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource

MOST_BYTES = 256 * 1024 * 1024


class BucketDeployment(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        bucket = properties["DestinationBucketName"]
        prefix = properties.get("DestinationBucketKeyPrefix", "").strip("/")
        sources = list(zip(properties["SourceBucketNames"], properties["SourceObjectKeys"], strict=True))
        for source_bucket, source_key in sources:
            for name, content in _members(await work.object(source_bucket, source_key)):
                key = f"{prefix}/{name}" if prefix else name
                await work.records.put_object(bucket, key, content, expires_at=None)
        attributes: dict[str, Any] = {"SourceObjectKeys": [key for _, key in sources]}
        if "DestinationBucketArn" in properties:
            attributes["DestinationBucketArn"] = properties["DestinationBucketArn"]
        return Made(f"aws.cdk.s3deployment.{work.entropy.uuid()}", attributes)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        if str(properties.get("Prune", True)).lower() == "true":
            await work.records.delete_objects(resource.properties["DestinationBucketName"])
        made = await self.create(work, properties)
        return Made(resource.physical_id, made.attributes)

    async def delete(self, work: Work, resource: StackResource) -> None:
        if str(resource.properties.get("RetainOnDelete", True)).lower() != "true":
            await work.records.delete_objects(resource.properties["DestinationBucketName"])


def _members(archive: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            files = [one for one in opened.infolist() if not one.is_dir()]
            if sum(one.file_size for one in files) > MOST_BYTES:
                raise ResourceFailed("The archive is too large to unpack.")
            return [(one.filename, opened.read(one)) for one in files]
    except zipfile.BadZipFile:
        raise ResourceFailed("The source is not a zip archive.") from None
