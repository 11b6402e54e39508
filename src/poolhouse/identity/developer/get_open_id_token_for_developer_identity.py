"""GetOpenIdTokenForDeveloperIdentity: the developer vouches for a user, who may be new."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.identity.linking import Identities
from poolhouse.identity.logins import Logins, developer_detail
from poolhouse.identity.lookup import developer_provider, existing_pool, identity_of_pool
from poolhouse.identity.open_id_tokens import OpenIdTokens
from poolhouse.model.identity_pool import Identity, IdentityPool, Login
from poolhouse.ports import Records, Store
from poolhouse.wire import cognito_identity as wire

LIFETIME = 900
"""Seconds, when the request names none (API reference, GetOpenIdTokenForDeveloperIdentity, TokenDuration)."""


async def get_open_id_token_for_developer_identity(
    request: wire.GetOpenIdTokenForDeveloperIdentityInput,
    *,
    store: Store,
    logins: Logins,
    identities: Identities,
    open_id_tokens: OpenIdTokens,
) -> wire.GetOpenIdTokenForDeveloperIdentityResponse:
    if request.principal_tags:
        raise errors.NO_PRINCIPAL_TAGS()
    async with store.read() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        provider = developer_provider(pool)
        if provider not in request.logins:
            raise errors.ONE_DEVELOPER_LOGIN()
        login = Login(provider, request.logins[provider])
        identity = await _named(request.identity_id, pool, login, records)
        public = {name: token for name, token in request.logins.items() if name != provider}
        verified = await logins.verified(pool, public, records)
        # The developer may give an identity that is someone's already another name of that user.
        own = await records.logins_of(identity.id) if identity is not None else []
    identity = await identities.of(pool, [*own, login, *(each.login for each in verified)], identity)
    detail = developer_detail(provider, pool.id, login.subject)
    amr = ["authenticated", provider, detail, *(text for each in verified for text in each.amr)]
    lifetime = request.token_duration or LIFETIME
    token = await open_id_tokens.issue(identity_id=identity.id, pool_id=pool.id, amr=amr, lifetime=lifetime)
    return wire.GetOpenIdTokenForDeveloperIdentityResponse(identity_id=identity.id, token=token)


async def _named(identity_id: str | None, pool: IdentityPool, login: Login, records: Records) -> Identity | None:
    """The identity that the request names; the user must not be another one's."""
    if identity_id is None:
        return None
    identity = await identity_of_pool(records, pool, identity_id)
    registered = await records.find_identity_by_login(pool.id, login)
    if registered is not None and registered.id != identity.id:
        raise errors.DEVELOPER_USER_TAKEN()
    return identity
