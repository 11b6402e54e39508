"""``$extensions``: what a template may ask of the API around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.json_text import json_value

if TYPE_CHECKING:
    from poolhouse.graphql.utilities.utilities import Utilities

# AppSync developer guide, "Extensions".
_MAX_INVALIDATIONS = 5


def evict_from_api_cache(_type_name: Any, _field_name: Any, _keys: Any) -> dict[str, Any]:
    """There is no cache to evict from."""
    return {}


def set_subscription_filter(utilities: Utilities, conditions: Any) -> str:
    utilities.subscription_filter = _filter(conditions)
    return ""


def set_subscription_invalidation_filter(utilities: Utilities, conditions: Any) -> str:
    utilities.invalidation_filter = _filter(conditions)
    return ""


def invalidate_subscriptions(utilities: Utilities, invalidation: Any) -> str:
    """``{"subscriptionField": name, "payload": map}``."""
    values = arguments.map_of_values(invalidation, "invalidateSubscriptions")
    if not isinstance(values.get("subscriptionField"), str) or not isinstance(values.get("payload"), dict):
        raise TemplateFailure("$extensions.invalidateSubscriptions expects subscriptionField and payload.")
    if len(utilities.invalidations) == _MAX_INVALIDATIONS:
        raise TemplateFailure(f"A request invalidates subscriptions at most {_MAX_INVALIDATIONS} times.")
    utilities.invalidations.append(json_value(values))
    return ""


def _filter(conditions: Any) -> dict[str, Any]:
    """A filter that is not one must not be taken for "no filter", which lets everything through."""
    if not isinstance(conditions, dict) or not isinstance(conditions.get("filterGroup"), list):
        raise TemplateFailure("A subscription filter must be a map with a list named filterGroup.")
    return json_value(conditions)  # type: ignore[no-any-return]


FUNCTIONS: dict[str, Callable[..., Any]] = {"evictFromApiCache": evict_from_api_cache}
OF_REQUEST: dict[str, Callable[..., Any]] = {
    "setSubscriptionFilter": set_subscription_filter,
    "setSubscriptionInvalidationFilter": set_subscription_invalidation_filter,
    "invalidateSubscriptions": invalidate_subscriptions,
}
