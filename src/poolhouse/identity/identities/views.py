"""Identities as the API shows them."""

from __future__ import annotations

from poolhouse.model.identity_pool import Identity
from poolhouse.ports import Records
from poolhouse.wire import cognito_identity as wire


async def described(identity: Identity, records: Records) -> wire.IdentityDescription:
    """``Logins`` are names of providers, each once."""
    logins = await records.logins_of(identity.id)
    return wire.IdentityDescription(
        identity_id=identity.id,
        logins=list(dict.fromkeys(login.provider for login in logins)) or None,
        creation_date=identity.created_at,
        last_modified_date=identity.modified_at,
    )
