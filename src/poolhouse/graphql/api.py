"""A deployed API, ready to answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import GraphQLSchema

from poolhouse.graphql.access import FieldName, Rule, read_rules
from poolhouse.graphql.documents import Documents
from poolhouse.graphql.modes import Providers, read_providers
from poolhouse.graphql.ports import JsRunner
from poolhouse.graphql.resolvers.compile import Compiler
from poolhouse.graphql.resolvers.steps import Resolver
from poolhouse.graphql.schema import build_schema
from poolhouse.graphql.source import ApiKey, ApiSource, BadApi, Properties
from poolhouse.graphql.sources.compile import compile_sources

_MOST_RESOLVERS, _DEEPEST_QUERY = 10_000, 75


class Api(msgspec.Struct, frozen=True, kw_only=True):
    """``most_depth`` 0: queries may be as deep as they like."""

    id: str
    arn: str
    providers: Providers
    api_keys: Mapping[str, ApiKey]
    schema: GraphQLSchema
    rules: Mapping[FieldName, Rule]
    resolvers: Mapping[FieldName, Resolver]
    environment: Mapping[str, str]
    most_depth: int
    most_resolvers: int
    documents: Documents


async def compile_api(source: ApiSource, scripts: JsRunner) -> Api:
    """Raises BadApi for everything that can be known at deployment, before any request."""
    properties = source.properties
    if properties.get("ApiType", "GRAPHQL") != "GRAPHQL":
        raise BadApi("Merged APIs are not supported.")
    providers = read_providers(properties)
    schema = build_schema(source.schema)
    rules = read_rules(schema, only_default_mode=len(providers.all) == 1)
    compiler = Compiler(source, schema, compile_sources(source.data_sources), scripts)
    return Api(
        id=source.api_id,
        arn=source.arn,
        providers=providers,
        api_keys=source.api_keys,
        schema=schema,
        rules=rules,
        resolvers=await compiler.resolvers(),
        environment=_environment(properties.get("EnvironmentVariables")),
        most_depth=_limit(properties, "QueryDepthLimit", 0, _DEEPEST_QUERY),
        most_resolvers=_limit(properties, "ResolverCountLimit", 0, _MOST_RESOLVERS) or _MOST_RESOLVERS,
        documents=Documents(schema, introspection=_introspection(properties)),
    )


def _limit(properties: Properties, name: str, least: int, most: int) -> int:
    value: Any = properties.get(name) or 0
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if not least <= number <= most:
        raise BadApi(f"{name} must lie between {least} and {most}.")
    return number


def _introspection(properties: Properties) -> bool:
    config = properties.get("IntrospectionConfig") or "ENABLED"
    if config not in ("ENABLED", "DISABLED"):
        raise BadApi("IntrospectionConfig must be ENABLED or DISABLED.")
    return bool(config == "ENABLED")


def _environment(variables: Any) -> dict[str, str]:
    if variables is None:
        return {}
    if not isinstance(variables, Mapping) or not all(isinstance(value, str) for value in variables.values()):
        raise BadApi("EnvironmentVariables must map names to texts.")
    return dict(variables)
