"""API_KEY: a key of the API in ``x-api-key``."""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse.graphql import problems
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.modes import Mode, Provider
from poolhouse.graphql.source import ApiKey


def identify(provider: Provider, key: str, keys: Mapping[str, ApiKey], *, now: float) -> Caller:
    """Raises RequestRefused. A key is 26 random characters; how long its look-up takes tells nothing of use."""
    known = keys.get(key)
    if known is None or known.expires_at <= now:
        raise problems.not_authorized("unknown API key" if known is None else "the API key has expired")
    return Caller(mode=Mode.API_KEY, by_default_provider=provider.is_default, identity=None)
