"""Functions made through the Lambda API."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select, update

from poolhouse.ports import FunctionRecord
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import functions

_GET = select(functions).where(functions.c.name == bindparam("key"))
_WITHOUT_CODE = select(*(column for column in functions.c if column.name != "code"))
_GET_WITHOUT_CODE = _WITHOUT_CODE.where(functions.c.name == bindparam("key"))
_LIST = _WITHOUT_CODE.where(functions.c.name > bindparam("after")).order_by(functions.c.name).limit(bindparam("limit"))
_CHANGING = ("configuration", "policy", "sealed_environment", "code", "revision_id")
_REPLACE = (
    update(functions)
    .where(functions.c.name == bindparam("key"), functions.c.revision_id == bindparam("expected"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_DELETE = delete(functions).where(functions.c.name == bindparam("key"))


class _Configuration(msgspec.Struct):
    """The columns of a record that nobody looks up by."""

    runtime: str
    handler: str
    role: str
    code_sha256: str
    description: str
    timeout: int
    memory_size: int
    tags: dict[str, str]
    created_at: float
    modified_at: float


_CONFIGURATION_FIELDS = _Configuration.__struct_fields__
_configuration = msgspec.json.Decoder(_Configuration).decode
_policy = msgspec.json.Decoder(dict[str, dict[str, object]]).decode
_environment = msgspec.json.Decoder(dict[str, str]).decode


class FunctionRecords(SqlBase):
    """The statements over one connection."""

    async def get_function(self, name: str, *, with_code: bool) -> FunctionRecord | None:
        row = await self._one(_GET if with_code else _GET_WITHOUT_CODE, key=name)
        return None if row is None else self._record(row, row.code if with_code else b"")

    async def list_functions(self, *, after: str | None, limit: int) -> list[FunctionRecord]:
        return [self._record(row, b"") for row in await self._rows(_LIST, after=after or "", limit=limit)]

    async def add_function(self, record: FunctionRecord) -> bool:
        statement = self._insert_if_absent(functions)
        return await self._run(statement, name=record.name, **self._function_values(record)) == 1

    async def replace_function(self, record: FunctionRecord, *, expected_revision: str) -> bool:
        return (
            await self._run(_REPLACE, key=record.name, expected=expected_revision, **self._function_values(record)) == 1
        )

    async def delete_function(self, name: str) -> bool:
        return await self._run(_DELETE, key=name) == 1

    def _function_values(self, record: FunctionRecord) -> dict[str, object]:
        configuration = _Configuration(**{name: getattr(record, name) for name in _CONFIGURATION_FIELDS})
        environment = msgspec.json.encode(record.environment)
        return {
            "configuration": msgspec.json.encode(configuration).decode(),
            "policy": msgspec.json.encode(record.policy).decode(),
            "sealed_environment": self._sealer.seal(environment, _context(record.name)),
            "code": record.code,
            "revision_id": record.revision_id,
        }

    def _record(self, row: Row[Any], code: bytes) -> FunctionRecord:
        return FunctionRecord(
            name=row.name,
            code=code,
            environment=_environment(self._sealer.open(row.sealed_environment, _context(row.name))),
            policy=_policy(row.policy),
            revision_id=row.revision_id,
            **msgspec.structs.asdict(_configuration(row.configuration)),
        )


def _context(name: str) -> str:
    return f"functions/{name}"
