"""The function store: each call is one read or one transaction of the store beside it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from poolhouse.ports import FunctionRecord
from poolhouse.storage.records.functions import FunctionRecords


class SqlStore(Protocol):
    def read(self) -> AbstractAsyncContextManager[FunctionRecords]: ...
    def write(self) -> AbstractAsyncContextManager[FunctionRecords]: ...


class SqlFunctionStore:
    """A :class:`poolhouse.ports.FunctionStore`."""

    def __init__(self, store: SqlStore) -> None:
        self._read = store.read
        self._write = store.write

    async def get_function(self, name: str, *, with_code: bool) -> FunctionRecord | None:
        async with self._read() as records:
            return await records.get_function(name, with_code=with_code)

    async def list_functions(self, *, after: str | None, limit: int) -> list[FunctionRecord]:
        async with self._read() as records:
            return await records.list_functions(after=after, limit=limit)

    async def add_function(self, record: FunctionRecord) -> bool:
        async with self._write() as records:
            return await records.add_function(record)

    async def replace_function(self, record: FunctionRecord, *, expected_revision: str) -> bool:
        async with self._write() as records:
            return await records.replace_function(record, expected_revision=expected_revision)

    async def delete_function(self, name: str) -> bool:
        async with self._write() as records:
            return await records.delete_function(name)
