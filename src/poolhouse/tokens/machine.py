"""Access tokens for machines: app clients that act for themselves, without a user.

Source: Cognito developer guide, "Understanding the access token" and "Pre token generation Lambda trigger".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Clock, Entropy
from poolhouse.tokens import jwt
from poolhouse.tokens.issuer import Issuer
from poolhouse.tokens.keys import PoolKeys
from poolhouse.tokens.recorded_trigger import RecordedTrigger
from poolhouse.tokens.session import OAUTH_VERSION
from poolhouse.triggers.pre_token_generation.event import Principal


class MachineOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A token for the client itself. ``scopes`` are what it was granted, in the order asked."""

    pool: UserPool
    client: UserPoolClient
    scopes: tuple[str, ...]
    client_metadata: Mapping[str, str] | None = None
    request_id: str = ""


class MachineToken(msgspec.Struct, frozen=True):
    """``expires_in`` in seconds."""

    access_token: str
    expires_in: int


def base_claims(client: UserPoolClient, issuer: str, now: int, jti: str) -> dict[str, Any]:
    """Everything but ``scope``, which the merge adds. ``now`` in Unix seconds."""
    return {
        "sub": client.id,
        "token_use": "access",
        "auth_time": now,
        "iss": issuer,
        "exp": now + client.lifetime("access"),
        "iat": now,
        "version": OAUTH_VERSION,
        "jti": jti,
        "client_id": client.id,
    }


class MachineTokens:
    """Signs tokens for clients that have shown their secret."""

    def __init__(self, *, issuer: Issuer, trigger: RecordedTrigger, clock: Clock, entropy: Entropy) -> None:
        self._issuer = issuer
        self._trigger = trigger
        self._clock = clock
        self._entropy = entropy

    async def issue(self, order: MachineOrder, keys: PoolKeys) -> MachineToken:
        """Raises the trigger's ServiceError; then no token exists."""
        now, issuer = int(self._clock.now()), self._issuer.of(order.pool)
        base = base_claims(order.client, issuer, now, self._entropy.uuid())
        principal = Principal(
            region=order.pool.region,
            user_pool_id=order.pool.id,
            client_id=order.client.id,
            trigger_source="TokenGeneration_ClientCredentials",
            scopes=order.scopes,
            client_metadata=order.client_metadata,
        )
        outcome = await self._trigger.outcome(order.pool, principal, None, base, request_id=order.request_id)
        key = keys.for_signing("access")
        return MachineToken(jwt.sign(key.prefix, outcome.access_claims, key.private), order.client.lifetime("access"))
