"""The user of the pool whom a provider's assertion signs in: found and brought up to date, or made.

Source: developer guide, "User pool sign-in with third party identity providers", "Linking federated users to an
existing user profile"; the group of a provider is observed.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from poolhouse import errors
from poolhouse.directory import identities
from poolhouse.errors import ServiceError
from poolhouse.model.aliases import alias_keys
from poolhouse.model.group import Group
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.federation.asserted import Asserted
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.mapping import attributes_after, mapped
from poolhouse.ports import Clock, Entropy, FunctionRuntime, NameTaken, Records, Store
from poolhouse.triggers.inbound_federation import inbound_federation
from poolhouse.triggers.pre_sign_up import Verdict, pre_sign_up
from poolhouse.triggers.pre_token_generation.event import UNKNOWN_SDK

LONGEST_USERNAME = 128


class Landing:
    def __init__(self, store: Store, clock: Clock, entropy: Entropy, functions: FunctionRuntime) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._functions = functions

    async def land(self, request: AuthorizationRequest, provider: IdentityProvider, asserted: Asserted) -> User:
        """Raises ServiceError, FederationFailed; then nothing is written."""
        pool, client, username = request.pool, request.client, _username(provider, asserted.subject)
        changed_claims = await inbound_federation(
            self._functions,
            pool,
            provider=provider.name,
            provider_type=provider.type,
            username=username,
            client_id=client.id,
            evidence=asserted.evidence,
        )
        values = mapped(pool, client, provider, asserted.claims if changed_claims is None else changed_claims)
        async with self._store.read() as records:
            known = await _find(records, provider, asserted.subject, values)
        attributes_after(pool, known, values)
        verdict = Verdict() if known else await self._may_come_to_be(request, username, values)
        async with self._store.write() as records:
            # Looked for again: the function may have linked somebody, another tab may have been faster.
            user = await _find(records, provider, asserted.subject, values)
            if user is not None:
                return await self._update(records, pool, user, values)
            if known is not None:
                raise errors.USER_NOT_FOUND(hint="deleted while signing in")
            return await self._make(records, pool, provider, asserted, username, values, verdict)

    async def _may_come_to_be(self, request: AuthorizationRequest, username: str, values: Mapping[str, str]) -> Verdict:
        try:
            return await pre_sign_up(
                self._functions,
                request.pool,
                source="PreSignUp_ExternalProvider",
                username=username,
                client_id=request.client.id,
                sdk_version=UNKNOWN_SDK,
                attributes=values,
            )
        except ServiceError as refusal:
            # Of this trigger alone the text ends in a blank (observed).
            raise FederationFailed(f"{refusal.message} ", refusal.hint) from None

    async def _update(self, records: Records, pool: UserPool, user: User, values: Mapping[str, str]) -> User:
        if not user.enabled:
            raise errors.USER_DISABLED()
        attributes = attributes_after(pool, user, values)
        if attributes == user.attributes:
            return user
        user = msgspec.structs.replace(user, attributes=attributes, modified_at=self._clock.now())
        try:
            # Aliases are names for signing in with a password, which a federated user has not.
            await records.replace_user(user, alias_keys(pool, attributes) if user.password else None)
        except NameTaken as taken:
            raise errors.ALIAS_IN_USE(name=taken.what) from None
        return user

    async def _make(
        self,
        records: Records,
        pool: UserPool,
        provider: IdentityProvider,
        asserted: Asserted,
        username: str,
        values: Mapping[str, str],
        verdict: Verdict,
    ) -> User:
        now = self._clock.now()
        flags = {f"{name}_verified": "true" for name in sorted(verdict.verified)}
        user = User(
            pool_id=pool.id,
            sub=self._entropy.uuid(),
            username=username,
            status="EXTERNAL_PROVIDER",
            enabled=True,
            attributes={**attributes_after(pool, None, values), **flags},
            created_at=now,
            modified_at=now,
        )
        try:
            await records.add_user(user, pool.name_key(username), {})
            user = await identities.link(
                records, user, provider, asserted.subject, issuer=asserted.issuer, primary=True, now=now
            )
        except NameTaken:
            raise await _taken(records, pool, provider, asserted.subject) from None
        await _join_group(records, pool, provider, user, now)
        return user


def _username(provider: IdentityProvider, subject: str) -> str:
    username = f"{provider.name}_{subject}"
    if len(username) > LONGEST_USERNAME or not username.isprintable() or " " in username:
        raise FederationFailed("invalid username", "the provider's subject is too long for a user name, or has blanks")
    return username


async def _find(records: Records, provider: IdentityProvider, subject: str, values: Mapping[str, str]) -> User | None:
    """By subject; else by an attribute that an administrator has linked."""
    user = await records.find_user_by_identity(provider.pool_id, provider.name, subject)
    for attribute, value in values.items() if user is None else ():
        user = await records.find_user_by_identity(provider.pool_id, provider.name, value, attribute=attribute)
        if user is not None:
            break
    return user


async def _taken(records: Records, pool: UserPool, provider: IdentityProvider, subject: str) -> FederationFailed:
    """Why a subject whose user name somebody has cannot become a user."""
    username = _username(provider, subject)
    holder = await records.find_user(pool.id, pool.name_key(username))
    unlinked = await records.find_user_by_identity(pool.id, provider.name, subject) is None
    if holder is not None and (holder.username, holder.status) == (username, "EXTERNAL_PROVIDER") and unlinked:
        return FederationFailed(
            f"Sign-in through {provider.name} is disabled for user {username}",
            "AdminDisableProviderForUser ended it; AdminLinkProviderForUser lets the subject in again",
        )
    # A user of the pool's own has chosen this name; that must not make two people one.
    return FederationFailed(f"Already found an entry for username {username}")


async def _join_group(records: Records, pool: UserPool, provider: IdentityProvider, user: User, now: float) -> None:
    name = f"{pool.id}_{provider.name}"
    if await records.get_group(pool.id, name) is None:
        text = f"Autogenerated group for users who sign in using {provider.name}"
        await records.add_group(Group(pool_id=pool.id, name=name, description=text, created_at=now, modified_at=now))
    await records.add_member(pool.id, name, user.sub)
