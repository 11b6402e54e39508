"""The functions of ``$util.transform`` by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.transform.condition_expression import to_dynamodb_expression
from poolhouse.graphql.utilities.transform.subscription_filter import to_subscription_filter


def to_elasticsearch_query_dsl(_conditions: Any) -> NoReturn:
    raise TemplateFailure("$util.transform.toElasticsearchQueryDSL: OpenSearch data sources are not supported.")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "toDynamoDBFilterExpression": to_dynamodb_expression,
    "toDynamoDBConditionExpression": to_dynamodb_expression,
    "toElasticsearchQueryDSL": to_elasticsearch_query_dsl,
    "toSubscriptionFilter": to_subscription_filter,
}
