"""Objects in buckets, SSM parameters and the parts of GraphQL APIs: what stacks leave behind for the server to use."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select

from poolhouse.model.stack import GraphqlPart
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import graphql_apis, graphql_parts, ssm_parameters, stored_objects

_properties = msgspec.json.Decoder(dict[str, Any]).decode

_BEYOND = "\U0010ffff"
"""Sorts behind every name that goes on after a prefix."""

_OBJECT = select(stored_objects).where(
    stored_objects.c.bucket == bindparam("bucket_name"), stored_objects.c.key == bindparam("object_key")
)
_HAS_OBJECT = select(stored_objects.c.key).where(
    stored_objects.c.bucket == bindparam("bucket_name"), stored_objects.c.key == bindparam("object_key")
)
_BUCKET_KEYS = (
    select(stored_objects.c.key)
    .where(stored_objects.c.bucket == bindparam("bucket_name"))
    .order_by(stored_objects.c.key)
)
_DROP_BUCKET = delete(stored_objects).where(stored_objects.c.bucket == bindparam("bucket_name"))
_DROP_OBJECT = delete(stored_objects).where(
    stored_objects.c.bucket == bindparam("bucket_name"), stored_objects.c.key == bindparam("object_key")
)
_PARAMETER = select(ssm_parameters).where(ssm_parameters.c.name == bindparam("key"))
_PARAMETERS_UNDER = (
    select(ssm_parameters)
    .where(ssm_parameters.c.name >= bindparam("prefix"), ssm_parameters.c.name < bindparam("beyond"))
    .order_by(ssm_parameters.c.name)
)
_DROP_PARAMETER = delete(ssm_parameters).where(ssm_parameters.c.name == bindparam("key"))
_API = select(graphql_apis).where(graphql_apis.c.api_id == bindparam("key"))
_DROP_API = delete(graphql_apis).where(graphql_apis.c.api_id == bindparam("key"))
_PARTS = (
    select(graphql_parts)
    .where(graphql_parts.c.api_id == bindparam("key"))
    .order_by(graphql_parts.c.kind, graphql_parts.c.name)
)
_HAS_PART = select(graphql_parts.c.name).where(
    graphql_parts.c.api_id == bindparam("key"),
    graphql_parts.c.kind == bindparam("part_kind"),
    graphql_parts.c.name == bindparam("part_name"),
)
_DROP_PART = delete(graphql_parts).where(
    graphql_parts.c.api_id == bindparam("key"),
    graphql_parts.c.kind == bindparam("part_kind"),
    graphql_parts.c.name == bindparam("part_name"),
)


class ObjectRecords(SqlBase):
    """The statements over one connection."""

    async def get_object(self, bucket: str, key: str) -> bytes | None:
        row = await self._one(_OBJECT, bucket_name=bucket, object_key=key)
        return None if row is None else self._sealer.open(row.sealed_content, _object_context(bucket, key))

    async def has_object(self, bucket: str, key: str) -> bool:
        return await self._one(_HAS_OBJECT, bucket_name=bucket, object_key=key) is not None

    async def put_object(self, bucket: str, key: str, content: bytes, *, expires_at: float | None) -> None:
        """``expires_at`` (Unix seconds) is for what only a coming deployment will read."""
        statement = self._insert_or_update(stored_objects, ["bucket", "key"], ["sealed_content", "expires_at"])
        sealed = self._sealer.seal(content, _object_context(bucket, key))
        await self._run(statement, bucket=bucket, key=key, sealed_content=sealed, expires_at=expires_at)

    async def list_object_keys(self, bucket: str) -> list[str]:
        return [row.key for row in await self._rows(_BUCKET_KEYS, bucket_name=bucket)]

    async def delete_object(self, bucket: str, key: str) -> None:
        await self._run(_DROP_OBJECT, bucket_name=bucket, object_key=key)

    async def delete_objects(self, bucket: str) -> None:
        await self._run(_DROP_BUCKET, bucket_name=bucket)

    async def get_parameter(self, name: str) -> str | None:
        row = await self._one(_PARAMETER, key=name)
        return None if row is None else self._parameter(row)

    async def list_parameters(self, prefix: str) -> dict[str, str]:
        """Name → value of those whose names begin so."""
        rows = await self._rows(_PARAMETERS_UNDER, prefix=prefix, beyond=prefix + _BEYOND)
        return {row.name: self._parameter(row) for row in rows}

    async def put_parameter(self, name: str, value: str) -> None:
        statement = self._insert_or_update(ssm_parameters, ["name"], ["sealed_value"])
        await self._run(statement, name=name, sealed_value=self._sealer.seal(value.encode(), f"ssm_parameters/{name}"))

    async def delete_parameter(self, name: str) -> bool:
        return await self._run(_DROP_PARAMETER, key=name) == 1

    async def get_api_revision(self, api_id: str) -> str | None:
        """Changes whenever a part of the API does."""
        row = await self._one(_API, key=api_id)
        return None if row is None else str(row.revision)

    async def put_api_revision(self, api_id: str, revision: str) -> None:
        await self._run(
            self._insert_or_update(graphql_apis, ["api_id"], ["revision"]), api_id=api_id, revision=revision
        )

    async def delete_api(self, api_id: str) -> None:
        """The API and all its parts."""
        await self._run(_DROP_API, key=api_id)

    async def list_api_parts(self, api_id: str) -> list[GraphqlPart]:
        return [
            GraphqlPart(
                api_id=api_id,
                kind=row.kind,
                name=row.name,
                properties=_properties(self._sealer.open(row.sealed_properties, _part_context(api_id, row))),
            )
            for row in await self._rows(_PARTS, key=api_id)
        ]

    async def has_api_part(self, api_id: str, kind: str, name: str) -> bool:
        return await self._one(_HAS_PART, key=api_id, part_kind=kind, part_name=name) is not None

    async def put_api_part(self, part: GraphqlPart) -> None:
        statement = self._insert_or_update(graphql_parts, ["api_id", "kind", "name"], ["sealed_properties"])
        sealed = self._sealer.seal(msgspec.json.encode(part.properties), _part_context(part.api_id, part))
        await self._run(statement, api_id=part.api_id, kind=part.kind, name=part.name, sealed_properties=sealed)

    async def delete_api_part(self, api_id: str, kind: str, name: str) -> None:
        await self._run(_DROP_PART, key=api_id, part_kind=kind, part_name=name)

    def _parameter(self, row: Row[Any]) -> str:
        return self._sealer.open(row.sealed_value, f"ssm_parameters/{row.name}").decode()


def _object_context(bucket: str, key: str) -> str:
    return f"stored_objects/{bucket}/{key}"


def _part_context(api_id: str, part: Row[Any] | GraphqlPart) -> str:
    return f"graphql_parts/{api_id}/{part.kind}/{part.name}"
