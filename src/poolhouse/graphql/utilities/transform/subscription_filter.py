"""A filter map as a subscription's filter: alternatives (``filterGroup``) of conditions that must all hold."""

from __future__ import annotations

from typing import Any

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.limits import bounded

Conditions = list[dict[str, Any]]

_MAX_GROUPS = 1_000


class _NotAFilter(Exception):
    """The filter is not a map: AppSync's function then gives null."""


def to_subscription_filter(conditions: Any, ignored: Any = None, rules: Any = None) -> dict[str, Any] | None:
    """``{"filterGroup": [{"filters": [{"fieldName", "operator", "value"}]}]}``; null when ``conditions`` is no filter.

    ``ignored`` names fields to leave out. At least one of the ``rules``, a map like ``conditions``, must hold besides.
    Recorded from AppSync: several operators of one field are alternatives, ``not`` is the name of a field, operators
    are not checked.
    """
    fields = arguments.list_of_values([] if ignored is None else ignored, "transform.toSubscriptionFilter")
    strict = arguments.map_of_values({} if rules is None else rules, "transform.toSubscriptionFilter")
    try:
        groups = _alternatives(bounded(conditions), fields)
        if strict:
            alternatives = [group for key, rule in bounded(strict).items() for group in _alternatives({key: rule}, [])]
            groups = _product(groups, alternatives)
    except _NotAFilter:
        return None
    return {"filterGroup": [{"filters": group} for group in groups if group]}


def _alternatives(conditions: Any, ignored: list[Any]) -> list[Conditions]:
    if not isinstance(conditions, dict):
        raise _NotAFilter
    groups: list[Conditions] = [[]]
    for key, condition in conditions.items():
        if key in ignored:
            continue
        if key == "and" and isinstance(condition, list):
            for member in condition:
                groups = _product(groups, _alternatives(member, ignored))
        elif key == "or" and isinstance(condition, list):
            groups = _product(groups, [group for member in condition for group in _alternatives(member, ignored)])
        else:
            groups = _product(groups, _operators(key, condition))
    return groups


def _operators(field: Any, condition: Any) -> list[Conditions]:
    if not isinstance(condition, dict):
        raise _NotAFilter
    return [[{"fieldName": field, "operator": operator, "value": value}] for operator, value in condition.items()]


def _product(groups: list[Conditions], alternatives: list[Conditions]) -> list[Conditions]:
    if len(groups) * len(alternatives) > _MAX_GROUPS:
        raise TemplateFailure(f"A subscription filter has more than {_MAX_GROUPS} alternatives.")
    return [group + alternative for group in groups for alternative in alternatives]
