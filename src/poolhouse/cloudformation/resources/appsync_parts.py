"""What the types of AppSync share: parts of an API, and templates given inline or in a bucket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.work import Work
from poolhouse.model.stack import GraphqlPart

ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
ID_LENGTH = 26

_LOCATIONS = {
    "RequestMappingTemplateS3Location": "RequestMappingTemplate",
    "ResponseMappingTemplateS3Location": "ResponseMappingTemplate",
    "CodeS3Location": "Code",
}


PutPart = Callable[[Work, str, str, str, Mapping[str, Any]], Awaitable[None]]


async def add_part(work: Work, api_id: str, kind: str, name: str, properties: Mapping[str, Any]) -> None:
    """A part that is not there yet: two resources must not share one. Raises ResourceFailed."""
    if await work.records.has_api_part(api_id, kind, name):
        raise ResourceFailed(f"The API has a {kind.replace('_', ' ')} {name} already.")
    await put_part(work, api_id, kind, name, properties)


async def put_part(work: Work, api_id: str, kind: str, name: str, properties: Mapping[str, Any]) -> None:
    """Keep a part, and let whoever compiled the API notice. Raises ResourceFailed."""
    if await work.records.get_api_revision(api_id) is None:
        raise ResourceFailed(f"GraphQL API {api_id} not found.")
    await work.records.put_api_part(
        GraphqlPart(api_id=api_id, kind=kind, name=name, properties=await _with_texts(work, properties))
    )
    await _touch(work, api_id)


async def delete_part(work: Work, api_id: str, kind: str, name: str) -> None:
    """The API itself may be gone already, and its parts with it."""
    await work.records.delete_api_part(api_id, kind, name)
    await _touch(work, api_id)


async def _touch(work: Work, api_id: str) -> None:
    if await work.records.get_api_revision(api_id) is not None:
        await work.records.put_api_revision(api_id, work.entropy.uuid())


async def _with_texts(work: Work, properties: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: value for name, value in properties.items() if name not in _LOCATIONS}
    for location, name in _LOCATIONS.items():
        if location in properties:
            texts[name] = await work.object_text(properties[location])
    return texts
