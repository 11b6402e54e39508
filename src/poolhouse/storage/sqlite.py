"""The SQLite store: one file, called directly on the event loop.

SQLAlchemy compiles each statement once; the driver then runs the text. A primary-key read costs some 6 µs this way,
against 30 µs through SQLAlchemy's execution and 250 µs and more through a thread. One connection reads, one writes;
WAL keeps them apart, and ``synchronous=FULL`` makes every acknowledged write survive a crash of the machine.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import namedtuple
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import sqlalchemy
from sqlalchemy import Executable
from sqlalchemy.dialects.sqlite import dialect, insert
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.compiler import SQLCompiler

from poolhouse.ports import Gone
from poolhouse.storage import key_check, schema
from poolhouse.storage.records import SqlRecords
from poolhouse.storage.remembered import LOOK_SECONDS, Remembered
from poolhouse.storage.sealing import Sealer

BUSY_SECONDS = 5.0
_DIALECT = dialect(paramstyle="named")


class _Transaction:
    """A transaction that others may join while it is open. Callbacks keep the context in which they were registered,
    so being in the context is not enough."""

    def __init__(self) -> None:
        self.open = True


class _Reading:
    """An asynchronous context without anything to do at its end. One made by ``asynccontextmanager`` costs 10 µs, and
    requests open several."""

    def __init__(self, begin: Callable[[], Awaitable[SqlRecords]]) -> None:
        self._begin = begin

    async def __aenter__(self) -> SqlRecords:
        return await self._begin()

    async def __aexit__(self, *_: object) -> None:
        pass


class SqliteStore:
    """A :class:`poolhouse.ports.Store` in one file (mode 0600). The schema is brought up to date when it opens."""

    def __init__(self, path: Path, sealer: Sealer, *, look_seconds: float = LOOK_SECONDS) -> None:
        """``look_seconds``: how long a change that another process made may go unseen. Raises SchemaTooNew,
        WrongMasterKey."""
        path.touch(mode=0o600)
        self._writer = _connect(path)
        _prepare(self._writer, sealer, path)
        self._reader = _connect(path)
        statements = _Statements()
        self._remembered = Remembered(look_seconds)
        self._reading = SqlRecords(
            _SqliteConnection(self._reader, statements), sealer, insert, locking=False, remembered=self._remembered
        )
        self._writing = SqlRecords(_SqliteConnection(self._writer, statements), sealer, insert, locking=False)
        self._one_writer = asyncio.Lock()
        self._sync_mode = "FULL"
        self._joined: ContextVar[_Transaction | None] = ContextVar("joined transaction", default=None)

    def read(self) -> _Reading:
        return _Reading(self._read)

    async def _read(self) -> SqlRecords:
        if self._in_transaction():
            return self._writing
        now = time.monotonic()
        if self._remembered.is_due(now):
            self._remembered.looked(await self._reading.count_changes(), now)
        return self._reading

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlRecords]:
        async with self.write() as records:
            transaction = _Transaction()
            token = self._joined.set(transaction)
            try:
                yield records
            finally:
                transaction.open = False
                self._joined.reset(token)

    def _in_transaction(self) -> bool:
        joined = self._joined.get()
        return joined is not None and joined.open

    @asynccontextmanager
    async def write(self, *, fleeting: bool = False) -> AsyncIterator[SqlRecords]:
        if self._in_transaction():
            with self._savepoint():
                yield self._writing
            return
        async with self._one_writer:
            self._sync("NORMAL" if fleeting else "FULL")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writing
                self._writer.execute("COMMIT")
            except BaseException as error:
                # A COMMIT that fails (disk full) leaves the transaction open, an error like SQLITE_FULL may close it.
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                if isinstance(error, Gone):
                    self._remembered.forget()
                raise
            finally:
                if self._writing.changed_settings:
                    self._writing.changed_settings = False
                    self._remembered.forget()

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        """What a part of the transaction wrote goes when that part fails, even if the whole goes on."""
        self._writer.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._writer.execute("ROLLBACK TO part")
            raise
        finally:
            self._writer.execute("RELEASE part")

    def _sync(self, mode: str) -> None:
        """FULL waits for the disk at every commit, NORMAL only now and then (SQLite documentation, "WAL")."""
        if mode != self._sync_mode:
            self._writer.execute(f"PRAGMA synchronous={mode}")
            self._sync_mode = mode

    def close(self) -> None:
        self._reader.close()
        self._writer.close()


class _Compiled(NamedTuple):
    text: str
    constants: Mapping[str, object]
    """Values that the statement itself carries."""


class _Statements:
    """Compiled statements, kept as long as the statement itself lives."""

    def __init__(self) -> None:
        self._compiled: WeakKeyDictionary[Executable, _Compiled] = WeakKeyDictionary()

    def compiled(self, statement: Executable, parameters: Mapping[str, object]) -> _Compiled:
        known = self._compiled.get(statement)
        if known is None:
            compiler = statement.compile(dialect=_DIALECT, column_keys=list(parameters))  # type: ignore[attr-defined]
            known = self._compiled[statement] = _Compiled(str(compiler), _constants(compiler))
        return known


def _constants(compiler: SQLCompiler) -> dict[str, object]:
    return {name: compiler.binds[name].value for name in compiler.binds if not compiler.binds[name].required}


class _SqliteConnection:
    def __init__(self, connection: sqlite3.Connection, statements: _Statements) -> None:
        self._execute = connection.execute
        self._compiled = statements.compiled
        self._row_types: dict[str, Callable[[Sequence[object]], Any]] = {}

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Any]:
        text, cursor = self._executed(statement, parameters)
        make_row = self._row_types.get(text)
        if make_row is None:
            columns = [description[0] for description in cursor.description]
            row_type: Any = namedtuple("Row", columns)  # type: ignore[misc]
            make_row = self._row_types[text] = row_type._make
        return [make_row(row) for row in cursor]

    async def run(self, statement: Executable, parameters: Mapping[str, Any]) -> int:
        return self._executed(statement, parameters)[1].rowcount

    def _executed(self, statement: Executable, parameters: Mapping[str, Any]) -> tuple[str, sqlite3.Cursor]:
        """The statement's text and what it found. Raises Gone when a new row belongs to one that does not exist."""
        text, constants = self._compiled(statement, parameters)
        try:
            return text, self._execute(text, {**constants, **parameters} if constants else parameters)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
                raise Gone from None
            raise


def _connect(path: Path) -> sqlite3.Connection:
    # isolation_level=None: transactions begin and end where the code above says so, nowhere else.
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _prepare(connection: sqlite3.Connection, sealer: Sealer, path: Path) -> None:
    """Migrations run through SQLAlchemy, over the very connection that will write."""
    engine = sqlalchemy.create_engine(
        "sqlite+pysqlite://", creator=lambda: connection, poolclass=StaticPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as preparing:
        schema.upgrade(preparing)
        key_check.check(preparing, sealer, path)
