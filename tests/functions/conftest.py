from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import os
import uuid
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from poolhouse.functions.code_store import CodeStore
from poolhouse.functions.runtime import LocalFunctionRuntime, RuntimeSettings
from poolhouse.functions.source import ConfigFunction
from poolhouse.ports import FunctionRecord, Invocation

ACCOUNT = "000000000000"


class SystemEntropy:
    def token_bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def uuid(self) -> str:
        return str(uuid.uuid4())


class FixedClock:
    def now(self) -> float:
        return 1_700_000_000.25


class MemoryFunctionStore:
    """An honest store: every promise of the protocol, in a dict."""

    def __init__(self) -> None:
        self.records: dict[str, FunctionRecord] = {}

    async def get_function(self, name: str, *, with_code: bool) -> FunctionRecord | None:
        return self.records.get(name)

    async def list_functions(self, *, after: str | None, limit: int) -> list[FunctionRecord]:
        names = sorted(name for name in self.records if after is None or name > after)
        return [self.records[name] for name in names[:limit]]

    async def add_function(self, record: FunctionRecord) -> bool:
        return self.records.setdefault(record.name, record) is record

    async def replace_function(self, record: FunctionRecord, *, expected_revision: str) -> bool:
        known = self.records.get(record.name)
        if known is None or known.revision_id != expected_revision:
            return False
        self.records[record.name] = record
        return True

    async def delete_function(self, name: str) -> bool:
        return self.records.pop(name, None) is not None


@dataclass
class Bench:
    """A runtime over a folder of handlers; ``call`` writes nothing, ``define`` writes a file and configures it."""

    folder: Path
    settings: RuntimeSettings
    store: MemoryFunctionStore
    runtime: LocalFunctionRuntime
    lines: list[tuple[str, str, str]]
    functions: dict[str, ConfigFunction] = field(default_factory=dict)

    def define(self, file: str, code: str, *, name: str = "f", function: str = "", **options: Any) -> Path:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
        handler = f"{path}:{function}" if function else str(path)
        self.functions[name] = ConfigFunction(name, handler, **options)
        self.runtime.configure(self.functions.values())
        return path

    async def call(self, event: object = None, *, name: str = "f", timeout: float = 30.0, **options: Any) -> Invocation:
        arn = name if name.startswith("arn:") else f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{name}"
        return await self.runtime.invoke(arn, json.dumps(event).encode(), timeout=timeout, **options)

    async def result(self, event: object = None, **options: Any) -> Any:
        answer = await self.call(event, **options)
        assert answer.function_error is None, answer.payload
        return json.loads(answer.payload)

    async def failure(self, event: object = None, **options: Any) -> dict[str, Any]:
        answer = await self.call(event, **options)
        assert answer.function_error == "Unhandled"
        document: dict[str, Any] = json.loads(answer.payload)
        return document


MakeBench = Callable[..., Bench]


@pytest.fixture
async def make_bench(tmp_path: Path) -> AsyncIterator[MakeBench]:
    made: list[Bench] = []

    def make(**changes: Any) -> Bench:
        folder = tmp_path / f"code{len(made)}"
        folder.mkdir()
        settings = msgspec.structs.replace(
            RuntimeSettings("us-east-1", ACCOUNT, private_paths=(tmp_path / "data",), search_path=os.environ["PATH"]),
            **changes,
        )
        store, lines = MemoryFunctionStore(), list[tuple[str, str, str]]()

        def sink(function: str, request: str, line: str) -> None:
            lines.append((function, request, line))

        code = CodeStore(tmp_path / "unpacked")
        runtime = LocalFunctionRuntime(settings, SystemEntropy(), store, code, log_sink=sink)
        made.append(Bench(folder, settings, store, runtime, lines))
        return made[-1]

    yield make
    for bench in made:
        await bench.runtime.close()


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], Awaitable[None]]:
    """Waits for what the kernel or the loop does on its own, without an event to wait for."""

    async def wait(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110
                await asyncio.sleep(0)

    return wait


def zip_of(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.fixture
def make_zip() -> Callable[[dict[str, str]], bytes]:
    return zip_of


@pytest.fixture
def make_record() -> Callable[..., FunctionRecord]:
    def make(files: dict[str, str], **changes: Any) -> FunctionRecord:
        code = zip_of(files)
        record = FunctionRecord(
            name="made",
            runtime="nodejs22.x",
            handler="index.handler",
            role=f"arn:aws:iam::{ACCOUNT}:role/r",
            code=code,
            code_sha256=base64.b64encode(hashlib.sha256(code).digest()).decode(),
            description="",
            timeout=3,
            memory_size=128,
            environment={},
            tags={},
            policy={},
            created_at=0.0,
            modified_at=0.0,
            revision_id="r1",
        )
        return msgspec.structs.replace(record, **changes)

    return make


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def entropy() -> SystemEntropy:
    return SystemEntropy()
