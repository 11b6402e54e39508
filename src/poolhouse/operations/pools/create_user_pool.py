"""CreateUserPool."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.model import identifiers
from poolhouse.model.attributes import SchemaProblem, build_schema
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.pools.settings import described, settings_from
from poolhouse.ports import Clock, Entropy, Store
from poolhouse.tokens import keys
from poolhouse.wire import cognito_idp as wire


async def create_user_pool(
    request: wire.CreateUserPoolRequest, *, store: Store, clock: Clock, entropy: Entropy, region: str, account: str
) -> wire.CreateUserPoolResponse:
    settings = settings_from(request)
    if settings.alias_attributes and settings.username_attributes:
        raise errors.INVALID_PARAMETER(
            text="Only one of the aliasAttributes or usernameAttributes can be set in a user pool."
        )
    try:
        schema = build_schema(request.schema or ())
    except SchemaProblem as problem:
        raise errors.INVALID_PARAMETER(text=problem) from None
    pool_id = identifiers.pool_id(region, entropy.token_bytes)
    now = clock.now()
    pool = UserPool(
        id=pool_id,
        name=request.pool_name,
        arn=f"arn:aws:cognito-idp:{region}:{account}:userpool/{pool_id}",
        settings=settings,
        schema=schema,
        created_at=now,
        modified_at=now,
    )
    signing_keys = await keys.generate(pool_id, now, entropy)
    async with store.write() as records:
        await records.add_pool(pool, signing_keys)
    return wire.CreateUserPoolResponse(user_pool=described(pool, user_count=0))
