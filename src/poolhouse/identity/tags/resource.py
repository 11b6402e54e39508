"""The identity pool that an ARN names."""

from __future__ import annotations

import msgspec

from poolhouse.identity import errors
from poolhouse.identity.lookup import existing_pool
from poolhouse.model.identity_pool import IdentityPool
from poolhouse.ports import Records


async def tagged_pool(records: Records, arn: str, *, region: str, account: str) -> IdentityPool:
    """Raises ServiceError for anything but an identity pool of this region and account."""
    prefix = f"arn:aws:cognito-identity:{region}:{account}:identitypool/"
    if not arn.startswith(prefix):
        raise errors.INVALID_ARN(arn=arn)
    return await existing_pool(records, arn.removeprefix(prefix))


def with_tags(pool: IdentityPool, tags: dict[str, str]) -> IdentityPool:
    settings = msgspec.structs.replace(pool.settings, identity_pool_tags=tags)
    return msgspec.structs.replace(pool, settings=settings)
