"""What a resource type gets to work with, and what it gives back."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from poolhouse.cloudformation.calls import Calls
from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.model.stack import StackResource
from poolhouse.ports import Clock, Entropy, Records

_SUFFIX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
LONGEST_NAME = 64


class Made(msgspec.Struct, frozen=True):
    """A resource as it now is. ``ref`` is what Ref gives when that is not the physical id."""

    physical_id: str
    attributes: Mapping[str, Any] = msgspec.field(default_factory=dict)
    ref: str | None = None


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Where the stacks of this server live. ``endpoint`` is the server's base URL, without a slash at its end."""

    region: str
    account: str
    endpoint: str
    partition: str = "aws"
    url_suffix: str = "amazonaws.com"


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One resource of one deployment. ``records`` are those of the deployment's transaction."""

    site: Site
    stack_id: str
    stack_name: str
    logical_id: str
    calls: Calls
    records: Records
    clock: Clock
    entropy: Entropy
    remark: Callable[[str], None]
    check_api: Callable[[str], Awaitable[None]]
    """Compiles a GraphQL API from its parts. Raises ResourceFailed."""

    def arn(self, service: str, rest: str, *, regional: bool = True) -> str:
        where = f"{self.site.region}:{self.site.account}" if regional else f":{self.site.account}"
        return f"arn:{self.site.partition}:{service}:{where}:{rest}"

    def generated_name(self, longest: int = LONGEST_NAME) -> str:
        """``<stack>-<LogicalId>-<12 characters>``; the front is cut where it would be too long."""
        suffix = self.random_text(12, _SUFFIX_LETTERS)
        return f"{f'{self.stack_name}-{self.logical_id}'[: longest - 13]}-{suffix}"

    def random_text(self, length: int, letters: str) -> str:
        return "".join(letters[byte % len(letters)] for byte in self.entropy.token_bytes(length))

    async def object_text(self, location: str) -> str:
        """The text of ``s3://bucket/key``. Raises ResourceFailed."""
        bucket, _, key = location.removeprefix("s3://").partition("/")
        content = await self.object(bucket, key)
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise ResourceFailed(f"{location} is not text.") from None

    async def object(self, bucket: str, key: str) -> bytes:
        """Raises ResourceFailed."""
        content = await self.records.get_object(bucket, key)
        if content is None:
            raise ResourceFailed(f"S3 Error Code: NoSuchKey. S3 Error Message: {bucket}/{key} is not there.")
        return content


class ResourceType(ABC):
    """One type of resource. Methods raise ResourceFailed, or ServiceError from the API that they call."""

    replaced_by: frozenset[str] = frozenset()
    """Properties whose change makes a new resource."""

    reads_the_store = False
    """Whether an update is due even when no property has changed: the server's parameters may have."""

    @abstractmethod
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made: ...

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        """Bring what ``resource`` is to the new properties; it keeps its physical id."""
        raise AssertionError(f"every change of a {resource.type} makes a new one")

    async def delete(self, work: Work, resource: StackResource) -> None:  # noqa: B027 - records have nothing to delete
        """What is gone already is no failure."""

    async def settle(self, work: Work, resource: StackResource) -> None:  # noqa: B027 - most types are done by then
        """Called for every resource once all of all nested stacks are as they should be, and what is to go is gone."""


def required_text(properties: Mapping[str, Any], name: str) -> str:
    """A property that custom resources, which have no schema, cannot do without. Raises ResourceFailed."""
    value = properties.get(name)
    if not isinstance(value, str) or not value:
        raise ResourceFailed(f"The property {name} must be a text.")
    return value


def tag_map(tags: list[dict[str, str]] | None) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags or []}


def document(value: Any) -> dict[str, Any]:
    """A policy document, given as an object or as its text. Raises ResourceFailed."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ResourceFailed("A policy document is not JSON.") from None
    if not isinstance(value, dict):
        raise ResourceFailed("A policy document must be an object.")
    return value
