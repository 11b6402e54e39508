"""The SQLite store: one file, called directly on the event loop.

A primary-key read costs some 15 µs this way, against 250 µs and more through a thread. One connection reads, one
writes; WAL keeps them apart, and ``synchronous=FULL`` makes every acknowledged write survive a crash of the machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Executable, Row, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.pool import NullPool

from poolhouse.storage import schema
from poolhouse.storage.records import SqlRecords
from poolhouse.storage.sealing import Sealer

BUSY_MILLISECONDS = 5_000


class SqliteStore:
    """A :class:`poolhouse.ports.Store` in one file (mode 0600). The schema is brought up to date when it opens."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        path.touch(mode=0o600)
        self._engine = sqlalchemy.create_engine(
            f"sqlite+pysqlite:///{path}", poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        event.listen(self._engine, "connect", _prepare)
        self._writer = self._engine.connect()
        schema.upgrade(self._writer)
        self._reader = self._engine.connect()
        self._reading = SqlRecords(_SqliteConnection(self._reader), sealer, insert, locking=False)
        self._writing = SqlRecords(_SqliteConnection(self._writer), sealer, insert, locking=False)
        self._one_writer = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlRecords]:
        yield self._reading

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlRecords]:
        async with self._one_writer:
            self._writer.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield self._writing
            except BaseException:
                self._writer.exec_driver_sql("ROLLBACK")
                raise
            self._commit()

    def close(self) -> None:
        self._reader.close()
        self._writer.close()
        self._engine.dispose()

    def _commit(self) -> None:
        try:
            self._writer.exec_driver_sql("COMMIT")
        except BaseException:
            # A COMMIT that fails (disk full) may leave the transaction open; the next writer must not inherit it.
            if self._writer.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
                self._writer.exec_driver_sql("ROLLBACK")
            raise


class _SqliteConnection:
    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        return self._connection.execute(statement, parameters).fetchall()

    async def run(self, statement: Executable, parameters: Mapping[str, Any]) -> int:
        return self._connection.execute(statement, parameters).rowcount


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
