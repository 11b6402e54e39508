"""CloudFormation stacks with their events and exports."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, insert, select

from poolhouse.model.stack import Stack, StackEvent
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import stack_events, stack_exports, stack_imports, stacks

_stack = msgspec.json.Decoder(Stack).decode
_event = msgspec.json.Decoder(StackEvent).decode

_BY_ID = select(stacks).where(stacks.c.id == bindparam("key"))
_BY_NAME = select(stacks).where(stacks.c.name == bindparam("key"), stacks.c.deleted_at.is_(None))
_ALL = select(stacks).order_by(stacks.c.created_at.desc(), stacks.c.id)
_ANY = select(stacks.c.id).where(stacks.c.deleted_at.is_(None)).limit(1)
_EVENTS = (
    select(stack_events)
    .where(stack_events.c.stack_id == bindparam("key"), stack_events.c.number < bindparam("before"))
    .order_by(stack_events.c.number.desc())
    .limit(bindparam("limit"))
)
_ADD_EVENT = insert(stack_events)
_EXPORT = select(stack_exports).where(stack_exports.c.name == bindparam("key"))
_EXPORTS = select(stack_exports)
_ADD_EXPORT = insert(stack_exports)
_DROP_EXPORTS = delete(stack_exports).where(stack_exports.c.stack_id == bindparam("key"))
_IMPORTERS = select(stack_imports).where(stack_imports.c.name == bindparam("key"))
_ADD_IMPORT = insert(stack_imports)
_DROP_IMPORTS = delete(stack_imports).where(stack_imports.c.stack_id == bindparam("key"))
_CHANGING = ("status", "deleted_at", "sealed_document")


class StackRecords(SqlBase):
    """The statements over one connection."""

    async def get_stack(self, stack_id: str) -> Stack | None:
        row = await self._one(_BY_ID, key=stack_id)
        return None if row is None else self._stack(row)

    async def find_stack(self, name: str) -> Stack | None:
        row = await self._one(_BY_NAME, key=name)
        return None if row is None else self._stack(row)

    async def list_stacks(self) -> list[Stack]:
        return [self._stack(row) for row in await self._rows(_ALL)]

    async def has_stacks(self) -> bool:
        return await self._one(_ANY) is not None

    async def put_stack(self, stack: Stack) -> None:
        statement = self._insert_or_update(stacks, ["id"], _CHANGING)
        sealed = self._sealer.seal(msgspec.json.encode(stack), f"stacks/{stack.id}")
        await self._run(
            statement,
            id=stack.id,
            name=stack.name,
            parent_id=stack.parent_id,
            status=stack.status,
            created_at=stack.created_at,
            deleted_at=stack.deleted_at,
            sealed_document=sealed,
        )

    async def list_stack_events(self, stack_id: str, *, before: int, limit: int) -> list[tuple[int, StackEvent]]:
        """Newest first, each with its number; those with a number below ``before``."""
        rows = await self._rows(_EVENTS, key=stack_id, before=before, limit=limit)
        context = f"stack_events/{stack_id}"
        return [(row.number, _event(self._sealer.open(row.sealed_document, context))) for row in rows]

    async def add_stack_event(self, event: StackEvent) -> None:
        sealed = self._sealer.seal(msgspec.json.encode(event), f"stack_events/{event.stack_id}")
        await self._run(_ADD_EVENT, stack_id=event.stack_id, sealed_document=sealed)

    async def get_export(self, name: str) -> tuple[str, str] | None:
        """The stack that exports it, and its value."""
        row = await self._one(_EXPORT, key=name)
        return None if row is None else (row.stack_id, self._exported(row))

    async def list_exports(self) -> dict[str, str]:
        return {row.name: self._exported(row) for row in await self._rows(_EXPORTS)}

    async def replace_exports(self, stack_id: str, exports: dict[str, str]) -> None:
        await self._run(_DROP_EXPORTS, key=stack_id)
        for name, value in exports.items():
            sealed = self._sealer.seal(value.encode(), f"stack_exports/{name}")
            await self._run(_ADD_EXPORT, name=name, stack_id=stack_id, sealed_value=sealed)

    async def list_importers(self, name: str) -> list[str]:
        return [row.stack_id for row in await self._rows(_IMPORTERS, key=name)]

    async def replace_imports(self, stack_id: str, names: list[str]) -> None:
        await self._run(_DROP_IMPORTS, key=stack_id)
        for name in names:
            await self._run(_ADD_IMPORT, name=name, stack_id=stack_id)

    def _exported(self, row: Row[Any]) -> str:
        return self._sealer.open(row.sealed_value, f"stack_exports/{row.name}").decode()

    def _stack(self, row: Row[Any]) -> Stack:
        return _stack(self._sealer.open(row.sealed_document, f"stacks/{row.id}"))
