"""The identity that a request for keys or a token is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from poolhouse.identity import errors
from poolhouse.identity.linking import Identities
from poolhouse.identity.logins import Logins
from poolhouse.identity.lookup import existing_identity, existing_pool
from poolhouse.identity.verified_login import VerifiedLogin
from poolhouse.model.identity_pool import Identity, IdentityPool
from poolhouse.ports import Store


class IdentityCaller(NamedTuple):
    """``logins`` are empty for a guest."""

    pool: IdentityPool
    identity: Identity
    logins: list[VerifiedLogin]


async def identity_caller(
    identity_id: str, given: Mapping[str, str] | None, *, store: Store, logins: Logins, identities: Identities
) -> IdentityCaller:
    """A guest's identity needs nothing but its id, any other one a login that leads to it. Raises ServiceError."""
    async with store.read() as records:
        identity = await existing_identity(records, identity_id)
        pool = await existing_pool(records, identity.pool_id)
        verified = await logins.verified(pool, given, records)
        own = await records.logins_of(identity.id)
    if verified:
        identity = await identities.of(pool, [each.login for each in verified], identity)
    elif own or identity.disabled:
        raise errors.IDENTITY_FORBIDDEN(identity_id=identity.id)
    elif not pool.settings.allow_unauthenticated_identities:
        raise errors.GUESTS_OFF()
    return IdentityCaller(pool, identity, verified)
