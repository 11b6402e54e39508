"""From the properties of AWS::AppSync::DataSource to a data source."""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse.graphql.source import BadApi, Properties
from poolhouse.graphql.sources.aws_lambda import LambdaSource
from poolhouse.graphql.sources.http import HttpSource
from poolhouse.graphql.sources.none import NoSource
from poolhouse.graphql.sources.source import DataSource
from poolhouse.graphql.sources.unsupported import UnsupportedSource

_NOT_BUILT = frozenset(
    {
        "AMAZON_BEDROCK_RUNTIME",
        "AMAZON_DYNAMODB",
        "AMAZON_ELASTICSEARCH",
        "AMAZON_EVENTBRIDGE",
        "AMAZON_OPENSEARCH_SERVICE",
        "RELATIONAL_DATABASE",
    }
)


def compile_sources(sources: Mapping[str, Properties]) -> dict[str, DataSource]:
    """By name. Raises BadApi."""
    return {name: _source(name, properties) for name, properties in sources.items()}


def _source(name: str, properties: Properties) -> DataSource:
    kind = properties.get("Type")
    if kind == "NONE":
        return NoSource()
    if kind == "AWS_LAMBDA":
        return LambdaSource(_setting(name, properties, "LambdaConfig", "LambdaFunctionArn"))
    if kind == "HTTP":
        endpoint = _setting(name, properties, "HttpConfig", "Endpoint")
        if properties["HttpConfig"].get("AuthorizationConfig"):
            return UnsupportedSource(name, "HTTP with AuthorizationConfig (signed requests)")
        return HttpSource(endpoint)
    if kind in _NOT_BUILT:
        return UnsupportedSource(name, f"type {kind}")
    raise BadApi(f"Data source {name}: there is no type {kind!r}.")


def _setting(name: str, properties: Properties, section: str, key: str) -> str:
    value = (properties.get(section) or {}).get(key)
    if not isinstance(value, str) or not value:
        raise BadApi(f"Data source {name}: {section}.{key} is missing.")
    return value
