"""LookupDeveloperIdentity: a developer's names of a user, and the user's identity."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.identity.lookup import developer_provider, existing_pool, identity_of_pool
from poolhouse.model.identity_pool import Identity, IdentityPool, Login
from poolhouse.operations import pagination
from poolhouse.ports import Records, Store
from poolhouse.wire import cognito_identity as wire

PAGE = 60
"""Names on a page when the request does not say; the most that it may ask for."""


async def lookup_developer_identity(
    request: wire.LookupDeveloperIdentityInput, *, store: Store
) -> wire.LookupDeveloperIdentityResponse:
    after, limit = pagination.after(request.next_token), request.max_results or PAGE
    async with store.read() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        provider = developer_provider(pool)
        identity = await _identity(request, pool, provider, records)
        logins = await records.logins_of(identity.id)
    names = [login.subject for login in logins if login.provider == provider and login.subject > (after or "")]
    page, token = pagination.split(names, limit, str)
    return wire.LookupDeveloperIdentityResponse(
        identity_id=identity.id, developer_user_identifier_list=page, next_token=token
    )


async def _identity(
    request: wire.LookupDeveloperIdentityInput, pool: IdentityPool, provider: str, records: Records
) -> Identity:
    """Either name will do; both must mean the same identity."""
    if request.developer_user_identifier is None:
        if request.identity_id is None:
            raise errors.NAME_IDENTITY_OR_USER()
        return await identity_of_pool(records, pool, request.identity_id)
    identity = await records.find_identity_by_login(pool.id, Login(provider, request.developer_user_identifier))
    if identity is None:
        raise errors.DEVELOPER_USER_UNKNOWN()
    if request.identity_id not in (None, identity.id):
        raise errors.IDENTITY_OF_ANOTHER_USER()
    return identity
