"""Issuing tokens: base claims → trigger → signature. Sign-in, refresh, ``poolhouse token`` and dry runs end here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.model.group import GroupClaims
from poolhouse.model.user import User
from poolhouse.model.user_pool import TokenUse, UserPool, UserPoolClient
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


class Order(msgspec.Struct, frozen=True, kw_only=True):
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
    nonce: str | None = None
    client_metadata: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    sdk_version: str = UNKNOWN_SDK
    request_id: str = ""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """Claims that the trigger has seen and that wait for their signature. ``id_claims`` is None without ``openid``."""

    session: Session
    id_claims: dict[str, Any] | None
    access_claims: dict[str, Any]


class Issued(msgspec.Struct, frozen=True):
    """Signed tokens. ``expires_in`` is the access token's lifetime in seconds."""

    id_token: str | None
    access_token: str
    expires_in: int


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
        return self.sign(await self.prepare(order), order.client, keys)

    async def prepare(self, order: Order) -> Prepared:
        """The claims of both tokens as the trigger leaves them. Raises the trigger's ServiceError."""
        base_id, base_access = self._base_claims(order)
        outcome = await self._outcome(order, base_id, base_access)
        return Prepared(session=order.session, id_claims=outcome.id_claims, access_claims=outcome.access_claims)

    def sign_later(self, prepared: Prepared, client: UserPoolClient, keys: PoolKeys) -> Issued:
        """Tokens whose claims were prepared some time ago: they begin, and end, as if they were made now."""
        now = int(self._clock.now())

        def renewed(claims: dict[str, Any], use: TokenUse) -> dict[str, Any]:
            return claims | {"iat": now, "exp": now + client.lifetime(use)}

        id_claims = None if prepared.id_claims is None else renewed(prepared.id_claims, "id")
        access_claims = renewed(prepared.access_claims, "access")
        return self.sign(
            Prepared(session=prepared.session, id_claims=id_claims, access_claims=access_claims), client, keys
        )

    def sign(self, prepared: Prepared, client: UserPoolClient, keys: PoolKeys) -> Issued:
        """The claims as they are, signed."""
        access_key = keys.for_signing("access")
        access = jwt.sign(access_key.prefix, prepared.access_claims, access_key.private)
        identity = None
        if prepared.id_claims is not None:
            id_key = keys.for_signing("id")
            tie = {"at_hash": jwt.half_hash(access)} if prepared.session.through_oauth else {}
            identity = jwt.sign(id_key.prefix, tie | prepared.id_claims, id_key.private)
        return Issued(identity, access, client.lifetime("access"))

    def refresh_token(self, pool: UserPool, client: UserPoolClient, sub: str, session: Session) -> str:
        """The refresh token of a new session."""
        return self._refresh_tokens.seal(
            RefreshToken(
                id=self._entropy.uuid(),
                pool_id=pool.id,
                client_id=client.id,
                sub=sub,
                origin_jti=session.origin_jti,
                event_id=session.event_id,
                auth_time=session.auth_time,
                scopes=session.scopes,
                expires_at=int(self._clock.now()) + client.lifetime("refresh"),
                through_oauth=session.through_oauth,
                resource=session.resource,
                device_key=session.device_key,
            )
        )

    def _base_claims(self, order: Order) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        grant = Grant(
            user=order.user,
            client=order.client,
            groups=order.groups,
            session=order.session,
            issuer=self._issuer.of(order.pool),
            now=int(self._clock.now()),
            new_jti=self._entropy.uuid,
            nonce=order.nonce,
        )
        identity = id_token.base_claims(grant) if order.session.has_id_token else None
        return identity, access_token.base_claims(grant)

    async def _outcome(self, order: Order, base_id: dict[str, Any] | None, base_access: dict[str, Any]) -> Outcome:
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
