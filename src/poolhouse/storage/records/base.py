"""How records reach their database: a connection's two verbs, and the dialect's upsert."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from sqlalchemy import Executable, Row, Select, Table, bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from poolhouse.ports import Gone
from poolhouse.storage.remembered import Remembered
from poolhouse.storage.sealing import Sealer
from poolhouse.storage.tables import settings_changes

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

T = TypeVar("T")
Insert = Callable[[Table], "SqliteInsert | PostgresInsert"]


_CHANGES = select(settings_changes.c.changes)


class Connection(Protocol):
    """A connection of either kind; the SQLite one answers without ever suspending."""

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]: ...

    async def run(self, statement: Executable, parameters: Mapping[str, Any]) -> int:
        """The number of rows that the statement changed."""
        ...


class SqlBase:
    """Statements are built once, with bound parameters, so that each is compiled only once."""

    def __init__(
        self,
        connection: Connection,
        sealer: Sealer,
        insert: Insert,
        *,
        locking: bool,
        remembered: Remembered | None = None,
    ) -> None:
        """``remembered`` is for connections that see what is committed and nothing else. ``changed_settings``: whether
        settings were changed since somebody set it to False."""
        self._connection = connection
        self._sealer = sealer
        self._insert = insert
        self._locking = locking
        self._remembered = remembered
        self.changed_settings = False
        self._built: dict[tuple[str, str], Any] = {}

    async def count_changes(self) -> int:
        """How often settings have been changed, by any process."""
        rows = await self._connection.rows(_CHANGES, {})
        return rows[0].changes if rows else 0

    def _built_once(self, table: Table, variant: str, build: Callable[[Any], Any]) -> Any:
        """An insert of this dialect, built the first time."""
        key = (table.name, variant)
        statement = self._built.get(key)
        if statement is None:
            statement = self._built[key] = build(self._insert(table))
        return statement

    def _insert_if_absent(self, table: Table) -> Any:
        return self._built_once(table, "if absent", lambda insert: insert.on_conflict_do_nothing())

    def _insert_or_update(self, table: Table, key: Sequence[str], changing: Sequence[str]) -> Any:
        return self._built_once(
            table,
            "or update",
            lambda insert: insert.on_conflict_do_update(
                index_elements=key, set_={name: insert.excluded[name] for name in changing}
            ),
        )

    async def _one(self, statement: Select[Any], **parameters: object) -> Row[Any] | None:
        rows = await self._connection.rows(statement.with_for_update() if self._locking else statement, parameters)
        return rows[0] if rows else None

    async def _setting(self, statement: Select[Any], decode: Callable[[Row[Any]], T], **key: str) -> T | None:
        """Like :meth:`_one`, for the settings that nearly every request reads: decoded, and remembered."""
        rows = {} if self._remembered is None else self._remembered.rows
        place = (statement, *key.values())
        if place in rows:
            return cast("T | None", rows[place])
        row = await self._one(statement, **key)
        found = None if row is None else decode(row)
        if self._remembered is not None:
            self._remembered.add(rows, place, found)
        return found

    def _gone(self) -> Gone:
        """Something that was there a moment ago, perhaps only in what is remembered."""
        if self._remembered is not None:
            self._remembered.forget()
        return Gone()

    async def _rows(self, statement: Executable, **parameters: object) -> Sequence[Row[Any]]:
        return await self._connection.rows(statement, parameters)

    async def _run(self, statement: Executable, **parameters: object) -> int:
        return await self._connection.run(statement, parameters)

    async def _change_settings(self, statement: Executable, **parameters: object) -> int:
        """A statement that changes what :meth:`_setting` reads."""
        count = self._built_once(
            settings_changes,
            "count",
            lambda insert: insert.values(id=1, changes=1).on_conflict_do_update(
                index_elements=["id"], set_={"changes": settings_changes.c.changes + 1}
            ),
        )
        self.changed_settings = True
        await self._run(count)
        return await self._run(statement, **parameters)


def page(table: Table, order: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """A page of rows behind the bound key ``after`` in ``order``, at most the bound ``limit``."""
    return select(table).where(*conditions, order > bindparam("after")).order_by(order).limit(bindparam("limit"))
