"""Finding what a request names, or AWS's error."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.model.identity_pool import Identity, IdentityPool
from poolhouse.ports import Records


async def existing_pool(records: Records, pool_id: str) -> IdentityPool:
    pool = await records.get_identity_pool(pool_id)
    if pool is None:
        raise errors.POOL_NOT_FOUND(pool_id=pool_id)
    return pool


async def existing_identity(records: Records, identity_id: str) -> Identity:
    identity = await records.get_identity(identity_id)
    if identity is None:
        raise errors.IDENTITY_NOT_FOUND(identity_id=identity_id)
    return identity


async def identity_of_pool(records: Records, pool: IdentityPool, identity_id: str) -> Identity:
    """An identity of another pool is as unknown as none."""
    identity = await existing_identity(records, identity_id)
    if identity.pool_id != pool.id:
        raise errors.IDENTITY_NOT_FOUND(identity_id=identity_id)
    return identity


def developer_provider(pool: IdentityPool, name: str | None = None) -> str:
    """The pool's developer provider, which ``name`` must be where it is given."""
    provider = pool.settings.developer_provider_name
    if provider is None or name not in (None, provider):
        raise errors.NO_DEVELOPER_PROVIDER(provider=name or "there")
    return provider
