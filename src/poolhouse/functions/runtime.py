"""The function runtime: from an ARN to a worker here or an endpoint elsewhere, and back with the answer."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from poolhouse.functions import permission
from poolhouse.functions.arn import FunctionArn, parse_function_arn
from poolhouse.functions.code_store import BadArchive, CodeStore
from poolhouse.functions.launch import landlock
from poolhouse.functions.logs import LogCapture, LogSink
from poolhouse.functions.node_binary import NodeBinary, find_node
from poolhouse.functions.pool import LoadFailed, Pool
from poolhouse.functions.sandbox import make_plan
from poolhouse.functions.source import ConfigFunction, FunctionSource, Language, from_config, from_record
from poolhouse.functions.worker import Answer, Worker, make_temporary_folder
from poolhouse.ports import Entropy, FunctionRecord, FunctionStore, FunctionTimedOut, FunctionUnavailable, Invocation

if TYPE_CHECKING:
    from poolhouse.functions.remote import RemoteLambda

_log = logging.getLogger(__name__)


class RuntimeSettings(msgspec.Struct, frozen=True):
    """``private_paths`` (data directory, configuration file, …) are never readable by a worker, even inside its code.

    ``search_path`` is where Node.js is looked for (the form of ``$PATH``). ``landlock_abi`` is the kernel's; 0 selects
    the fallback for platforms without Landlock.
    """

    region: str
    account: str
    private_paths: tuple[Path, ...] = ()
    search_path: str = os.defpath
    most_workers_per_function: int = 4
    idle_seconds: float = 300.0
    landlock_abi: int | None = None


class LocalFunctionRuntime:
    """Implements :class:`poolhouse.ports.FunctionRuntime`. Used from one event loop; end it by :meth:`close`."""

    def __init__(
        self,
        settings: RuntimeSettings,
        entropy: Entropy,
        store: FunctionStore,
        code: CodeStore,
        functions: Iterable[ConfigFunction] = (),
        *,
        remote: RemoteLambda | None = None,
        log_sink: LogSink | None = None,
        find_node_binary: Callable[[str], NodeBinary] = find_node,
        own: Iterable[ConfigFunction] = (),
    ) -> None:
        self._settings = settings
        self._entropy = entropy
        self._store = store
        self._code = code
        self._remote = remote
        self._log_sink = log_sink
        self._find_node = find_node_binary
        self._landlock_abi = landlock.abi_version() if settings.landlock_abi is None else settings.landlock_abi
        self._node: NodeBinary | None = None
        self._warned = False
        self._pools: dict[str, tuple[FunctionSource, Pool]] = {}
        self._retired: list[Pool] = []
        self._own = {function.name: from_config(function) for function in own}
        self._config: Mapping[str, ConfigFunction] = {}
        self._sources: Mapping[str, FunctionSource] = {}
        self.configure(functions)

    def configure(self, functions: Iterable[ConfigFunction]) -> None:
        """Take over the configuration file's functions, replacing those of before. Raises ValueError."""
        self._config = {function.name: function for function in functions}
        configured = {
            name: from_config(function) for name, function in self._config.items() if function.endpoint is None
        }
        self._sources = {**configured, **self._own}

    @property
    def configured(self) -> Mapping[str, ConfigFunction]:
        return self._config

    async def invoke(self, arn: str, payload: bytes, *, timeout: float, source_arn: str | None = None) -> Invocation:
        """See :meth:`poolhouse.ports.FunctionRuntime.invoke`. ``timeout`` in seconds covers waiting and starting."""
        parsed = parse_function_arn(arn)
        if parsed is None:
            raise _not_found(arn)
        deadline = asyncio.get_running_loop().time() + timeout
        source = self._sources.get(parsed.name)
        try:
            if source is not None:
                return await self._call(source, arn, payload, deadline)
            return await self._invoke_another(parsed, arn, payload, source_arn, deadline)
        except TimeoutError:
            raise FunctionTimedOut(f"No answer of {parsed.name} within {timeout:g} s") from None

    async def unpack(self, archive: bytes, sha256: str) -> None:
        """Have a function's code ready to run. Raises :class:`poolhouse.functions.code_store.BadArchive`."""
        await asyncio.to_thread(self._code.unpack, archive, sha256)

    async def close(self) -> None:
        """End all workers and wait until their processes and files are gone."""
        pools = [pool for _, pool in self._pools.values()]
        self._pools.clear()
        await asyncio.gather(*(pool.close() for pool in [*pools, *self._retired]))
        if self._remote is not None:
            await self._remote.close()

    async def _invoke_another(
        self, parsed: FunctionArn, arn: str, payload: bytes, source_arn: str | None, deadline: float
    ) -> Invocation:
        """A function that is elsewhere, or in the store. Raises TimeoutError at the deadline, on the loop's clock."""
        configured = self._config.get(parsed.name)
        if configured is not None:
            if self._remote is None:
                raise FunctionUnavailable("ServiceException", f"No client for the endpoint of function {parsed.name}.")
            async with asyncio.timeout_at(deadline):
                return await self._remote.invoke(configured, payload)
        record = await self._store.get_function(parsed.name, with_code=False)
        if record is None:
            raise _not_found(arn)
        if source_arn is not None:
            _check_permission(record, parsed, source_arn)
        folder = self._code.folder(record.code_sha256)
        if not folder.is_dir():
            record = await self._store.get_function(parsed.name, with_code=True)
            if record is None:
                raise _not_found(arn)
            folder = self._code.folder(record.code_sha256)
            try:
                await self.unpack(record.code, record.code_sha256)
            except BadArchive as error:
                text = f"Lambda could not unzip the deployment package of function {record.name}: {error}"
                raise FunctionUnavailable("InvalidZipFileException", text) from error
        return await self._call(from_record(record, folder), arn, payload, deadline)

    async def _call(self, source: FunctionSource, arn: str, payload: bytes, deadline: float) -> Invocation:
        if source.language is Language.NODE and self._node is None:
            self._node = await asyncio.to_thread(self._find_node, self._settings.search_path)
        pool = self._pool(source)
        request_id = self._entropy.uuid()
        worker = pool.take_idle()
        if worker is None:
            try:
                async with asyncio.timeout_at(deadline):
                    worker = await pool.acquire(request_id)
            except LoadFailed as failure:
                failure.worker.log.begin(request_id)
                return _invocation(request_id, failure.answer, failure.worker.log, 0.0)
        loop = asyncio.get_running_loop()
        began = loop.time()
        answer = await worker.invoke(request_id, arn, payload, source.timeout, deadline)
        invocation = _invocation(request_id, answer, worker.log, (loop.time() - began) * 1000)
        pool.release(worker)
        return invocation

    def _pool(self, source: FunctionSource) -> Pool:
        """The function's pool; a new one when its code or settings are not those of the last call."""
        known = self._pools.get(source.name)
        if known is not None:
            if known[0] is source or known[0] == source:
                return known[1]
            known[1].retire()
            self._retired = [pool for pool in self._retired if not pool.empty]
            self._retired.append(known[1])
        settings = self._settings
        pool = Pool(
            partial(self._make_worker, source),
            most=settings.most_workers_per_function,
            idle_seconds=settings.idle_seconds,
        )
        self._pools[source.name] = (source, pool)
        return pool

    def _make_worker(self, source: FunctionSource, on_ended: Callable[[Worker], None]) -> Worker:
        identity = self._entropy.token_bytes(16)
        plan = make_plan(
            source,
            node=self._node if source.language is Language.NODE else None,
            temporary=make_temporary_folder(),
            private=self._settings.private_paths,
            region=self._settings.region,
            landlock_abi=self._landlock_abi,
            seed=int.from_bytes(identity, "big") % 2**31,
            log_stream=f"[$LATEST]{identity.hex()}",
        )
        log = LogCapture(source.name, source.memory, self._log_sink)
        return Worker(plan, log, source.root, self._warn_once, on_ended)

    def _warn_once(self, missing: str) -> None:
        if missing and not self._warned:
            self._warned = True
            _log.warning("Function workers are not isolated from the server in: %s. Run only code you trust.", missing)


def _invocation(request_id: str, answer: Answer, log: LogCapture, duration_ms: float) -> Invocation:
    tail = log.end(duration_ms, answer.memory_kib, answer.remark)
    return Invocation(request_id, answer.body, "Unhandled" if answer.failed else None, tail, duration_ms)


def _not_found(arn: str) -> FunctionUnavailable:
    return FunctionUnavailable(
        "ResourceNotFoundException",
        f"No function {arn}: it is neither in the configuration ([functions.NAME]) nor made by CreateFunction.",
    )


def _check_permission(record: FunctionRecord, arn: FunctionArn, source_arn: str) -> None:
    if permission.allows(record.policy, str(arn), source_arn):
        return
    raise FunctionUnavailable(
        "AccessDeniedException",
        f"Function {record.name} does not let {source_arn} call it. Allow it with: aws lambda add-permission "
        f"--function-name {record.name} --statement-id cognito --action lambda:InvokeFunction "
        f"--principal {permission.SERVICE} --source-arn {source_arn}",
    )
