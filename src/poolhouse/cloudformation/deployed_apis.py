"""GraphQL APIs as deployments left them, compiled when first asked for and again when a part has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakValueDictionary

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.graphql.api import Api, compile_api
from poolhouse.graphql.ports import JsRunner
from poolhouse.graphql.source import ApiKey, ApiSource, BadApi
from poolhouse.model.stack import GraphqlPart
from poolhouse.ports import Store


class DeployedApis:
    """Implements :class:`poolhouse.graphql.ports.Apis`. ``arn_prefix`` ends in ``apis/``."""

    def __init__(self, store: Store, scripts: JsRunner, arn_prefix: str) -> None:
        self._store = store
        self._scripts = scripts
        self._arn_prefix = arn_prefix
        self._compiled: dict[str, tuple[str, Api]] = {}
        # Compiling takes long; who asks meanwhile waits for it instead of doing it again.
        self._compiling: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, api_id: str) -> Api | None:
        """None for an unknown API, and for one that has no schema yet. Raises BadApi."""
        async with self._store.read() as records:
            revision = await records.get_api_revision(api_id)
        if revision is None:
            self._compiled.pop(api_id, None)
            return None
        known = self._compiled.get(api_id)
        if known is not None and known[0] == revision:
            return known[1]
        async with self._compiling.setdefault(api_id, asyncio.Lock()):
            return await self._compile(api_id)

    async def _compile(self, api_id: str) -> Api | None:
        async with self._store.read() as records:
            revision = await records.get_api_revision(api_id)
            if revision is None:
                return None
            known = self._compiled.get(api_id)
            if known is not None and known[0] == revision:
                return known[1]
            parts = await records.list_api_parts(api_id)
        source = self._source(api_id, parts)
        if source is None:
            return None
        api = await compile_api(source, self._scripts)
        self._compiled[api_id] = (revision, api)
        return api

    async def check(self, api_id: str) -> None:
        """Raises ResourceFailed for an API that cannot work."""
        try:
            await self.get(api_id)
        except BadApi as problem:
            raise ResourceFailed(str(problem)) from None

    def _source(self, api_id: str, parts: Sequence[GraphqlPart]) -> ApiSource | None:
        of_kind: dict[str, dict[str, Mapping[str, Any]]] = {}
        for part in parts:
            of_kind.setdefault(part.kind, {})[part.name] = part.properties
        schema = of_kind.get("schema", {}).get("schema")
        if schema is None:
            return None
        return ApiSource(
            api_id=api_id,
            arn=f"{self._arn_prefix}{api_id}",
            properties=of_kind["api"]["api"],
            schema=schema["Definition"],
            api_keys={key: ApiKey(one["Expires"]) for key, one in of_kind.get("key", {}).items()},
            data_sources=of_kind.get("data_source", {}),
            functions=of_kind.get("function", {}),
            resolvers=list(of_kind.get("resolver", {}).values()),
        )
