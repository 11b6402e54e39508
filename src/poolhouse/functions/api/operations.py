"""The operations of the Lambda API: values in, JSON-ready values out, storage through its protocol only."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import msgspec
from msgspec.structs import replace

from poolhouse.functions.api import errors, requests
from poolhouse.functions.arn import FunctionArn, parse_function_arn
from poolhouse.functions.code_store import BadArchive
from poolhouse.functions.runtime import LocalFunctionRuntime
from poolhouse.functions.source import ConfigFunction
from poolhouse.ports import Clock, Entropy, FunctionRecord, FunctionStore

Document = dict[str, object]
_LARGEST_PAGE = 50


class LambdaOperations(msgspec.Struct, frozen=True):
    """Names may be given as in AWS: plain, partial (``account:function:name``) or full ARN, with a qualifier or not.

    Every method raises :class:`poolhouse.errors.ServiceError`.
    """

    store: FunctionStore
    runtime: LocalFunctionRuntime
    clock: Clock
    entropy: Entropy
    region: str
    account: str

    def arn(self, name: str) -> FunctionArn:
        """The function that ``name`` means here."""
        parsed = parse_function_arn(name)
        if parsed is not None:
            return parsed
        parts = name.split(":")
        if "function" in parts:
            parts = parts[parts.index("function") + 1 :]
        plain = FunctionArn(self.region, self.account, parts[0], parts[1] if len(parts) == 2 else None)
        if len(parts) > 2 or parse_function_arn(str(plain)) is None:
            pattern = "[a-zA-Z0-9-_]+"
            raise errors.VALIDATION(
                text=f"1 validation error detected: Value '{name}' at 'functionName' failed to satisfy constraint: "
                f"Member must satisfy regular expression pattern: {pattern}"
            )
        return plain

    async def create_function(self, body: bytes) -> Document:
        request = requests.decode(body, requests.CreateFunction)
        arn = self.arn(request.function_name)
        requests.check_settings(
            name=arn.name,
            role=request.role,
            runtime=request.runtime,
            handler=request.handler,
            timeout=request.timeout,
            memory=request.memory_size,
            description=request.description,
        )
        if request.package_type != "Zip":
            raise errors.INVALID_PARAMETER(text="Only the package type Zip runs here.")
        requests.check_environment(request.environment.variables)
        code, sha256 = await self._unpacked(request.code.zip_file)
        now = self.clock.now()
        record = FunctionRecord(
            name=arn.name,
            runtime=str(request.runtime),
            handler=str(request.handler),
            role=request.role,
            code=code,
            code_sha256=sha256,
            description=request.description,
            timeout=request.timeout,
            memory_size=request.memory_size,
            environment=request.environment.variables,
            tags=request.tags,
            policy={},
            created_at=now,
            modified_at=now,
            revision_id=self.entropy.uuid(),
        )
        if arn.name in self.runtime.configured or not await self.store.add_function(record):
            raise errors.FUNCTION_EXISTS(name=arn.name)
        return self._configuration(record)

    async def _unpacked(self, zip_file: str | None) -> tuple[bytes, str]:
        """The archive and its SHA-256. Whether it can be unpacked is only certain once that has been done."""
        code = requests.archive(zip_file)
        sha256 = _sha256(code)
        try:
            await self.runtime.unpack(code, sha256)
        except BadArchive as error:
            raise errors.INVALID_PARAMETER(text=str(error)) from None
        return code, sha256

    async def update_code(self, name: str, body: bytes) -> Document:
        request = requests.decode(body, requests.UpdateFunctionCode)
        code, sha256 = await self._unpacked(request.zip_file)
        change = partial(replace, code=code, code_sha256=sha256)
        if request.dry_run:
            return self._configuration(change(await self._record(name)))
        return self._configuration(await self._update(name, request.revision_id, change))

    async def update_configuration(self, name: str, body: bytes) -> Document:
        request = requests.decode(body, requests.UpdateFunctionConfiguration)
        given = {
            "role": request.role,
            "handler": request.handler,
            "runtime": request.runtime,
            "description": request.description,
            "timeout": request.timeout,
            "memory_size": request.memory_size,
        }
        changes: dict[str, object] = {key: value for key, value in given.items() if value is not None}
        if request.environment is not None:
            requests.check_environment(request.environment.variables)
            changes["environment"] = request.environment.variables

        def change(record: FunctionRecord) -> FunctionRecord:
            changed: FunctionRecord = replace(record, **changes)
            requests.check_settings(
                name=changed.name,
                role=changed.role,
                runtime=changed.runtime,
                handler=changed.handler,
                timeout=changed.timeout,
                memory=changed.memory_size,
                description=changed.description,
            )
            return changed

        return self._configuration(await self._update(name, request.revision_id, change))

    async def get_configuration(self, name: str) -> Document:
        configured = self.runtime.configured.get(self.arn(name).name)
        return self._configured(configured) if configured else self._configuration(await self._record(name))

    async def get_function(self, name: str) -> Document:
        configured = self.runtime.configured.get(self.arn(name).name)
        if configured is not None:
            return {"Configuration": self._configured(configured), "Code": {"RepositoryType": "Configuration"}}
        record = await self._record(name)
        # AWS answers with a download link into its own storage; there is none here.
        found: Document = {"Configuration": self._configuration(record), "Code": {"RepositoryType": "Poolhouse"}}
        return {**found, "Tags": record.tags} if record.tags else found

    async def list_functions(self, marker: str | None, limit: int) -> Document:
        """Configured functions come first, on the first page; ``limit`` bounds the others."""
        limit = max(1, min(limit, _LARGEST_PAGE))
        records = await self.store.list_functions(after=marker, limit=limit + 1)
        page, more = records[:limit], len(records) > limit
        listed = [] if marker else [self._configured(function) for function in self.runtime.configured.values()]
        listed += [self._configuration(record) for record in page]
        return {"Functions": listed, "NextMarker": page[-1].name if more else None}

    async def delete_function(self, name: str) -> None:
        arn = self._changeable(name)
        if not await self.store.delete_function(arn.name):
            raise errors.FUNCTION_NOT_FOUND(arn=arn)

    async def add_permission(self, name: str, body: bytes) -> Document:
        request = requests.decode(body, requests.AddPermission)
        requests.check_permission(request)
        made = requests.statement(request, str(self.arn(name)))

        def change(record: FunctionRecord) -> FunctionRecord:
            if request.statement_id in record.policy:
                raise errors.STATEMENT_EXISTS(sid=request.statement_id)
            return replace(record, policy={**record.policy, request.statement_id: made})

        await self._update(name, request.revision_id, change)
        return {"Statement": _compact(made)}

    async def remove_permission(self, name: str, statement_id: str, revision_id: str | None) -> None:
        def change(record: FunctionRecord) -> FunctionRecord:
            if statement_id not in record.policy:
                raise errors.NO_STATEMENT(sid=statement_id)
            kept = {sid: statement for sid, statement in record.policy.items() if sid != statement_id}
            return replace(record, policy=kept)

        await self._update(name, revision_id, change)

    async def get_policy(self, name: str) -> Document:
        if self.arn(name).name in self.runtime.configured:
            raise errors.NO_POLICY()
        record = await self._record(name)
        if not record.policy:
            raise errors.NO_POLICY()
        policy = {"Version": "2012-10-17", "Id": "default", "Statement": list(record.policy.values())}
        return {"Policy": _compact(policy), "RevisionId": record.revision_id}

    async def exists(self, name: str) -> FunctionArn:
        """The ARN of a function that is there; for a dry run of Invoke."""
        arn = self.arn(name)
        if arn.name not in self.runtime.configured:
            await self._record(name)
        return arn

    async def _record(self, name: str) -> FunctionRecord:
        arn = self.arn(name)
        record = await self.store.get_function(arn.name, with_code=True)
        if record is None:
            raise errors.FUNCTION_NOT_FOUND(arn=arn)
        return record

    def _changeable(self, name: str) -> FunctionArn:
        arn = self.arn(name)
        if arn.name in self.runtime.configured:
            raise errors.CONFIGURATION_FUNCTION(name=arn.name)
        return arn

    async def _update(
        self, name: str, revision_id: str | None, change: Callable[[FunctionRecord], FunctionRecord]
    ) -> FunctionRecord:
        arn = self._changeable(name)
        record = await self._record(name)
        if revision_id is not None and revision_id != record.revision_id:
            raise errors.WRONG_REVISION()
        changed = replace(change(record), modified_at=self.clock.now(), revision_id=self.entropy.uuid())
        if not await self.store.replace_function(changed, expected_revision=record.revision_id):
            raise errors.CHANGED_MEANWHILE(arn=arn)
        return changed

    def _configuration(self, record: FunctionRecord) -> Document:
        environment = {"Environment": {"Variables": record.environment}} if record.environment else {}
        return {
            "FunctionName": record.name,
            "FunctionArn": str(FunctionArn(self.region, self.account, record.name)),
            "Runtime": record.runtime,
            "Role": record.role,
            "Handler": record.handler,
            "CodeSize": len(record.code),
            "Description": record.description,
            "Timeout": record.timeout,
            "MemorySize": record.memory_size,
            "LastModified": _time(record.modified_at),
            "CodeSha256": record.code_sha256,
            "Version": "$LATEST",
            "RevisionId": record.revision_id,
            "PackageType": "Zip",
            **environment,
            **_READY,
        }

    def _configured(self, function: ConfigFunction) -> Document:
        """What there is to say about a function of the configuration file; its environment may hold secrets."""
        return {
            "FunctionName": function.name,
            "FunctionArn": str(FunctionArn(self.region, self.account, function.name)),
            "Handler": function.handler or "",
            "Description": f"From the configuration: {function.handler or function.endpoint}",
            "Timeout": int(function.timeout),
            "MemorySize": function.memory,
            "Version": "$LATEST",
            **_READY,
        }


_READY: Document = {"State": "Active", "LastUpdateStatus": "Successful"}


def _sha256(code: bytes) -> str:
    return base64.b64encode(hashlib.sha256(code).digest()).decode()


def _time(seconds: float) -> str:
    """Lambda's own form, ``2026-01-02T03:04:05.678+0000``."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
