"""AdminLinkProviderForUser: somebody who never signed in from a provider will land in an existing profile."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory import identities
from poolhouse.directory.lookup import existing_pool, existing_user
from poolhouse.model.identity_provider import SUBJECT, IdentityProvider
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.identity_providers.rules import LOCAL
from poolhouse.operations.identity_providers.views import existing_identity_provider
from poolhouse.ports import Clock, NameTaken, Records, Store
from poolhouse.wire import cognito_idp as wire

MOST_IDENTITIES = 5
_BY_CLAIM = ("OIDC", "SAML")
"""Types whose users may be named by a mapped attribute; those of social providers are named by their subject alone."""


async def admin_link_provider_for_user(
    request: wire.AdminLinkProviderForUserRequest, *, store: Store, clock: Clock
) -> wire.AdminLinkProviderForUserResponse:
    source, now = request.source_user, clock.now()
    attribute, subject = source.provider_attribute_name or SUBJECT, source.provider_attribute_value
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        if not source.provider_name or source.provider_name == LOCAL or not subject:
            raise errors.SOURCE_USER_INVALID()
        provider = await existing_identity_provider(records, pool, source.provider_name)
        _check_attribute(provider, attribute)
        user = await _destination(records, pool, request.destination_user)
        if len(await records.identities_of(pool.id, user.sub)) >= MOST_IDENTITIES:
            raise errors.TOO_MANY_IDENTITIES(most=MOST_IDENTITIES)
        holder = await records.find_user_by_identity(pool.id, provider.name, subject, attribute=attribute)
        if holder is not None and holder.sub == user.sub:
            raise errors.ALREADY_LINKED()
        try:
            await identities.link(records, user, provider, subject, attribute=attribute, now=now)
        except NameTaken:
            raise errors.SOURCE_USER_EXISTS() from None
    return wire.AdminLinkProviderForUserResponse()


def _check_attribute(provider: IdentityProvider, attribute: str) -> None:
    if attribute == SUBJECT or (provider.type in _BY_CLAIM and attribute in provider.attribute_mapping):
        return
    raise errors.LINK_ATTRIBUTE(name=attribute, provider=provider.name)


async def _destination(records: Records, pool: UserPool, named: wire.ProviderUserIdentifierType) -> User:
    """A local user by name, a federated one by the subject at its provider."""
    name = named.provider_attribute_value
    if not named.provider_name or not name:
        raise errors.DESTINATION_USER_INVALID()
    if named.provider_name == LOCAL:
        return await existing_user(records, pool, name)
    user = await records.find_user_by_identity(pool.id, named.provider_name, name)
    if user is None:
        raise errors.USER_NOT_FOUND()
    return user
