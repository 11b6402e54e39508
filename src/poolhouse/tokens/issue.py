"""Issuing tokens: base claims → trigger → signature. Sign-in, refresh, ``poolhouse token`` and dry runs end here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from poolhouse.model.group import GroupClaims
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Clock, Entropy
from poolhouse.tokens import access_token, id_token, jwt
from poolhouse.tokens.grant import Grant
from poolhouse.tokens.issuer import Issuer
from poolhouse.tokens.keys import PoolKeys
from poolhouse.tokens.recorded_trigger import RecordedTrigger
from poolhouse.tokens.refresh_token import RefreshToken, RefreshTokenBox
from poolhouse.tokens.session import Session
from poolhouse.triggers.pre_token_generation.event import UNKNOWN_SDK, Principal, TriggerSource
from poolhouse.triggers.pre_token_generation.trigger import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Tokens for a user, and what the trigger may learn of the request behind them.

    ``attributes`` is the profile as it was when the sign-in was checked (``sub`` included).
    """

    pool: UserPool
    client: UserPoolClient
    user: User
    groups: GroupClaims
    session: Session
    source: TriggerSource
    attributes: Mapping[str, str]
    client_metadata: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    sdk_version: str = UNKNOWN_SDK
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """Signed tokens. ``expires_in`` is the access token's lifetime in seconds."""

    id_token: str
    access_token: str
    expires_in: int
    outcome: Outcome


class TokenIssuer:
    """Signs tokens for users who have been let in."""

    def __init__(
        self,
        *,
        issuer: Issuer,
        trigger: RecordedTrigger,
        refresh_tokens: RefreshTokenBox,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._issuer = issuer
        self._trigger = trigger
        self._refresh_tokens = refresh_tokens
        self._clock = clock
        self._entropy = entropy

    async def issue(self, order: Order, keys: PoolKeys) -> Issued:
        """An ID and an access token. Raises the trigger's ServiceError; then no token exists."""
        base_id, base_access = self._base_claims(order)
        outcome = await self._outcome(order, base_id, base_access)
        if outcome.id_claims is None:
            raise AssertionError("a user's tokens always include an ID token")
        id_key, access_key = keys.for_signing("id"), keys.for_signing("access")
        return Issued(
            jwt.sign(id_key.prefix, outcome.id_claims, id_key.private),
            jwt.sign(access_key.prefix, outcome.access_claims, access_key.private),
            order.client.lifetime("access"),
            outcome,
        )

    def refresh_token(self, order: Order) -> str:
        """The refresh token of a new session."""
        session = order.session
        return self._refresh_tokens.seal(
            RefreshToken(
                id=self._entropy.uuid(),
                pool_id=order.pool.id,
                client_id=order.client.id,
                sub=order.user.sub,
                origin_jti=session.origin_jti,
                event_id=session.event_id,
                auth_time=session.auth_time,
                scopes=session.scopes,
                expires_at=session.auth_time + order.client.lifetime("refresh"),
            )
        )

    def _base_claims(self, order: Order) -> tuple[dict[str, Any], dict[str, Any]]:
        grant = Grant(
            user=order.user,
            client=order.client,
            groups=order.groups,
            session=order.session,
            issuer=self._issuer.of(order.pool),
            now=int(self._clock.now()),
            new_jti=self._entropy.uuid,
        )
        return id_token.base_claims(grant), access_token.base_claims(grant)

    async def _outcome(self, order: Order, base_id: dict[str, Any], base_access: dict[str, Any]) -> Outcome:
        principal = Principal(
            region=order.pool.region,
            user_pool_id=order.pool.id,
            client_id=order.client.id,
            trigger_source=order.source,
            scopes=order.session.scopes,
            username=order.user.username,
            user_attributes=order.attributes,
            groups=order.groups,
            sdk_version=order.sdk_version,
            client_metadata=order.client_metadata,
        )
        return await self._trigger.outcome(
            order.pool, principal, base_id, base_access, request_id=order.request_id, notes=order.notes
        )
