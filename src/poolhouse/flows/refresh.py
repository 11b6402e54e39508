"""Refresh: REFRESH_TOKEN_AUTH (and its short name), and GetTokensFromRefreshToken, which also rotates."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import is_client_secret
from poolhouse.errors import Problem
from poolhouse.flows.context import Answer, Services, SignInRequest, Tokens
from poolhouse.flows.devices import check_refresh
from poolhouse.model.group import GroupClaims, group_claims
from poolhouse.model.user import User
from poolhouse.model.user_pool import LEGACY_FLOWS, UserPoolClient
from poolhouse.ports import Records
from poolhouse.tokens.issue import Issued
from poolhouse.tokens.keys import PoolKeys
from poolhouse.tokens.refresh_token import RefreshToken
from poolhouse.tokens.session import signed_out
from poolhouse.triggers.pre_token_generation.event import TriggerSource

REFRESH_PERMITS = frozenset({"ALLOW_REFRESH_TOKEN_AUTH", *LEGACY_FLOWS})
"""ExplicitAuthFlows that allow a refresh; rotation allows it too."""


class _Owner(msgspec.Struct, frozen=True):
    """Who holds a live refresh token, as things are now."""

    user: User
    groups: GroupClaims
    keys: PoolKeys


async def start(request: SignInRequest, services: Services) -> Answer:
    """REFRESH_TOKEN_AUTH: new ID and access tokens; the refresh token stays."""
    if request.client.rotation:
        raise errors.ROTATION_REFUSES_FLOW()
    token = _open(request.required("REFRESH_TOKEN"), request.client, services)
    async with services.store.read() as records:
        owner = await _owner(token, request, services, records, reused=errors.REFRESH_TOKEN_INVALID)
    typed = request.parameters.get("USERNAME", owner.user.username)
    request.check_secret_hash(owner.user.username, typed)
    issued = await _issue(request, services, token, owner, "TokenGeneration_RefreshTokens")
    return Tokens(issued.id_token, issued.access_token, issued.expires_in, None)


async def exchange(request: SignInRequest, services: Services, refresh_token: str, client_secret: str | None) -> Tokens:
    """GetTokensFromRefreshToken."""
    client = request.client
    if not is_client_secret(client, client_secret):
        raise errors.SECRET_HASH_WRONG(client_id=client.id)
    if not client.rotation and not client.flows & REFRESH_PERMITS:
        raise errors.PASSWORD_FLOW_OFF(flow="REFRESH_TOKEN_AUTH")
    return await redeem(request, services, refresh_token, "TokenGeneration_Authentication")


async def redeem(request: SignInRequest, services: Services, refresh_token: str, source: TriggerSource) -> Tokens:
    """New tokens for a refresh token of a client that has shown who it is. With rotation on there is a new refresh
    token among them, which ends when the first one would have.

    A token is used up only once its successor exists: a trigger that fails leaves it as it was. Raises ServiceError.
    """
    client = request.client
    token = _open(refresh_token, client, services)
    async with services.store.read() as records:
        owner = await _owner(token, request, services, records, reused=errors.REFRESH_TOKEN_REUSED)
    issued = await _issue(request, services, token, owner, source)
    if not client.rotation:
        return Tokens(issued.id_token, issued.access_token, issued.expires_in, None)
    now = services.clock.now()
    async with services.store.write() as records:
        # Of parallel exchanges the first one counts; the others are within its grace period or refused.
        earlier = await records.rotate(token.id, now=now, expires_at=token.expires_at)
        if earlier is not None and _is_used_up(client, earlier, now):
            raise errors.REFRESH_TOKEN_REUSED()
    successor = services.refresh_tokens.seal(msgspec.structs.replace(token, id=services.entropy.uuid()))
    return Tokens(issued.id_token, issued.access_token, issued.expires_in, successor)


def _is_used_up(client: UserPoolClient, rotated_at: float, now: float) -> bool:
    """A token that has a successor ends with its grace period, also when rotation has been turned off since."""
    grace = (client.rotation.retry_grace_period_seconds or 0) if client.rotation else 0
    return now >= rotated_at + grace


def _open(text: str, client: UserPoolClient, services: Services) -> RefreshToken:
    token = services.refresh_tokens.open(text)
    if token is None or token.client_id != client.id:
        raise errors.REFRESH_TOKEN_INVALID()
    if token.expires_at <= services.clock.now():
        raise errors.REFRESH_TOKEN_EXPIRED()
    return token


async def _owner(
    token: RefreshToken, request: SignInRequest, services: Services, records: Records, *, reused: Problem
) -> _Owner:
    """Attributes and groups are read anew. Raises ServiceError when the session has ended or the token was used up."""
    pool = request.pool
    user = await records.get_user(pool.id, token.sub)
    if user is None:
        raise errors.REFRESH_TOKEN_INVALID(hint="the user is gone")
    if not user.enabled:
        raise errors.USER_DISABLED()
    await check_refresh(request, records, token)
    if signed_out(user, token.event_id) or await records.is_revoked(token.origin_jti):
        raise errors.REFRESH_TOKEN_REVOKED()
    rotated_at = await records.rotated_at(token.id)
    if rotated_at is not None and _is_used_up(request.client, rotated_at, services.clock.now()):
        raise reused()
    groups: GroupClaims = group_claims(await records.groups_of(pool.id, user.sub))
    return _Owner(user, groups, await services.keys.of(pool.id, records))


async def _issue(
    request: SignInRequest, services: Services, token: RefreshToken, owner: _Owner, source: TriggerSource
) -> Issued:
    return await services.tokens.issue(request.order(owner.user, owner.groups, token.session, source), owner.keys)
