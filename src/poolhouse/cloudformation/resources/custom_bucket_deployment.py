"""Custom::CDKBucketDeployment, done here instead of by its function: archives unpacked into a bucket."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.bucket_names import bucket_name
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource

MOST_BYTES = 256 * 1024 * 1024


class BucketDeployment(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        bucket, prefix = _destination(properties)
        names = properties.get("SourceBucketNames"), properties.get("SourceObjectKeys")
        if not all(isinstance(one, list) for one in names) or len(names[0] or ()) != len(names[1] or ()):
            raise ResourceFailed("SourceBucketNames and SourceObjectKeys must be lists of the same length.")
        sources = list(zip(names[0] or (), names[1] or (), strict=True))
        for source_bucket, source_key in sources:
            for name, content in _members(await work.object(bucket_name(source_bucket), str(source_key))):
                await work.records.put_object(bucket, prefix + name, content, expires_at=None)
        attributes: dict[str, Any] = {"SourceObjectKeys": [key for _, key in sources]}
        if "DestinationBucketArn" in properties:
            attributes["DestinationBucketArn"] = properties["DestinationBucketArn"]
        return Made(f"aws.cdk.s3deployment.{work.entropy.uuid()}", attributes)

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        if str(properties.get("Prune", True)).lower() == "true":
            await _prune(work, resource.properties)
        made = await self.create(work, properties)
        return Made(resource.physical_id, made.attributes)

    async def delete(self, work: Work, resource: StackResource) -> None:
        if str(resource.properties.get("RetainOnDelete", True)).lower() != "true":
            await _prune(work, resource.properties)


def _destination(properties: Mapping[str, Any]) -> tuple[str, str]:
    """The bucket, and what keys begin with."""
    prefix = str(properties.get("DestinationBucketKeyPrefix", "")).strip("/")
    return bucket_name(properties.get("DestinationBucketName")), f"{prefix}/" if prefix else ""


async def _prune(work: Work, properties: Mapping[str, Any]) -> None:
    """What lies below the prefix goes; other deployments into the bucket keep theirs."""
    bucket, prefix = _destination(properties)
    for key in await work.records.list_object_keys(bucket):
        if key.startswith(prefix):
            await work.records.delete_object(bucket, key)


def _members(archive: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            files = [one for one in opened.infolist() if not one.is_dir()]
            if sum(one.file_size for one in files) > MOST_BYTES:
                raise ResourceFailed("The archive is too large to unpack.")
            return [(one.filename, opened.read(one)) for one in files]
    except zipfile.BadZipFile:
        raise ResourceFailed("The source is not a zip archive.") from None
