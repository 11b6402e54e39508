"""From the properties of AWS::AppSync::Resolver and FunctionConfiguration to resolvers, refusing what cannot work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import GraphQLObjectType, GraphQLSchema

from poolhouse.graphql.access import FieldName
from poolhouse.graphql.ports import BadScript, JsRunner
from poolhouse.graphql.resolvers.handlers import Handlers, JsHandlers, VtlHandlers
from poolhouse.graphql.resolvers.steps import PipelineResolver, Resolver, Step, UnitResolver
from poolhouse.graphql.source import ApiSource, BadApi, Properties
from poolhouse.graphql.sources.source import DataSource
from poolhouse.graphql.vtl.template import BadTemplate, Template

LARGEST_CODE = 32_768
LARGEST_TEMPLATE = 64 * 1024
MOST_FUNCTIONS = 10
LARGEST_BATCH = 2000
"""AppSync Developer Guide, "AWS AppSync endpoints and quotas"."""


class _Part(msgspec.Struct, frozen=True):
    """The code of a resolver or function."""

    handlers: Handlers
    scripted: bool
    direct: bool
    """Nothing stands between the context and the data source."""
    mentions_selection: bool


class Compiler(msgspec.Struct, frozen=True):
    """``data_sources`` by name."""

    source: ApiSource
    schema: GraphQLSchema
    data_sources: Mapping[str, DataSource]
    scripts: JsRunner

    async def resolvers(self) -> dict[FieldName, Resolver]:
        """Raises BadApi with every fault."""
        found: dict[FieldName, Resolver] = {}
        faults: list[str] = []
        for properties in self.source.resolvers:
            name = (str(properties.get("TypeName")), str(properties.get("FieldName")))
            where = f"Resolver {name[0]}.{name[1]}"
            try:
                self._check_field(name)
                if name in found:
                    raise BadApi("the field has a resolver already.")
                found[name] = await self._resolver(properties)
            except BadApi as fault:
                faults.append(f"{where}: {fault}")
        if faults:
            raise BadApi("\n".join(faults))
        return found

    def _check_field(self, name: FieldName) -> None:
        type_ = self.schema.type_map.get(name[0])
        if not isinstance(type_, GraphQLObjectType) or name[1] not in type_.fields or name[0].startswith("__"):
            raise BadApi("the schema has no such field.")

    async def _resolver(self, properties: Properties) -> Resolver:
        kind = properties.get("Kind") or "UNIT"
        if kind == "UNIT":
            if properties.get("PipelineConfig"):
                raise BadApi("a resolver of kind UNIT has no PipelineConfig.")
            part = await self._part(properties)
            step = self._step(properties, part, seat=0)
            return UnitResolver(step, part.mentions_selection)
        if kind != "PIPELINE":
            raise BadApi(f"kind {kind!r} is neither UNIT nor PIPELINE.")
        return await self._pipeline(properties)

    async def _pipeline(self, properties: Properties) -> Resolver:
        if properties.get("DataSourceName"):
            raise BadApi("a resolver of kind PIPELINE has no data source of its own.")
        ids = (properties.get("PipelineConfig") or {}).get("Functions") or []
        if len(ids) > MOST_FUNCTIONS:
            raise BadApi(f"a pipeline has at most {MOST_FUNCTIONS} functions.")
        own = await self._part(properties)
        steps, mentions = [], own.mentions_selection
        for seat, function_id in enumerate(ids):
            function = self.source.functions.get(function_id)
            if function is None:
                raise BadApi(f"there is no function {function_id!r}.")
            try:
                part = await self._part(function)
                steps.append(self._step(function, part, seat))
            except BadApi as fault:
                raise BadApi(f"function {function.get('Name') or function_id}: {fault}") from None
            mentions = mentions or part.mentions_selection
        return PipelineResolver(own.handlers, tuple(steps), mentions)

    def _step(self, properties: Properties, part: _Part, seat: int) -> Step:
        name = properties.get("DataSourceName")
        source = self.data_sources.get(str(name))
        if source is None:
            raise BadApi(f"there is no data source {name!r}.")
        if part.direct and not source.takes_context:
            raise BadApi(f"data source {name!r} needs a request mapping template or code.")
        return Step(part.handlers, source, part.scripted, seat, _batch_size(properties))

    async def _part(self, properties: Properties) -> _Part:
        code = properties.get("Code")
        templates = [properties.get(f"{side}MappingTemplate") for side in ("Request", "Response")]
        if code is None:
            _refuse_runtime(properties)
            request, response = (_template(text, side) for text, side in zip(templates, _SIDES, strict=True))
            mentions = any("selectionSet" in text for text in templates if text) or request is None
            return _Part(VtlHandlers(request, response), False, request is None, mentions)
        if any(templates):
            raise BadApi("code and mapping templates do not go together.")
        _check_runtime(properties)
        if len(code) > LARGEST_CODE:
            raise BadApi(f"the code is longer than {LARGEST_CODE} characters.")
        try:
            await self.scripts.check_code(code)
        except BadScript as fault:
            raise BadApi(f"code: {fault}") from None
        return _Part(JsHandlers(code), True, False, "selectionSet" in code)


_SIDES = ("request", "response")


def _template(text: Any, side: str) -> Template | None:
    if not text:
        return None
    if len(text) > LARGEST_TEMPLATE:
        raise BadApi(f"the {side} mapping template is longer than {LARGEST_TEMPLATE} characters.")
    try:
        return Template.parse(text)
    except BadTemplate as fault:
        raise BadApi(f"{side} mapping template: {fault}") from None


def _check_runtime(properties: Properties) -> None:
    runtime = properties.get("Runtime") or {}
    if (runtime.get("Name"), runtime.get("RuntimeVersion")) != ("APPSYNC_JS", "1.0.0"):
        raise BadApi("code needs the runtime APPSYNC_JS 1.0.0.")


def _refuse_runtime(properties: Properties) -> None:
    if properties.get("Runtime"):
        raise BadApi("a runtime is given, but no code.")


def _batch_size(properties: Properties) -> int:
    size = properties.get("MaxBatchSize") or 0
    try:
        number = int(size)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number <= LARGEST_BATCH:
        raise BadApi(f"MaxBatchSize must lie between 0 and {LARGEST_BATCH}.")
    return number
