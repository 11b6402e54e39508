"""ListUsers."""

from __future__ import annotations

from msgspec.structs import replace

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.user_filter import UserFilter, parse_user_filter
from poolhouse.model.user_pool import UserPool
from poolhouse.operations import pagination
from poolhouse.operations.users.views import MOST_USERS, described
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def list_users(request: wire.ListUsersRequest, *, store: Store) -> wire.ListUsersResponse:
    # Zero is within the model's range; AWS reads it as "as many as possible".
    limit = request.limit or MOST_USERS
    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
        for name in request.attributes_to_get or ():
            if name not in pool.attributes:
                raise errors.SCHEMA(problems=f"{name}: Attribute does not exist in the schema.")
        found = await records.list_users(
            pool.id,
            condition=_condition(pool, request.filter),
            after=pagination.after(request.pagination_token),
            limit=limit + 1,
        )
    page, token = pagination.split(found, limit, lambda user: user.sub)
    names = None if request.attributes_to_get is None else frozenset(request.attributes_to_get)
    return wire.ListUsersResponse(users=[described(user, names) for user in page], pagination_token=token)


def _condition(pool: UserPool, text: str | None) -> UserFilter | None:
    """User names are looked up in their unique form: in most pools without regard to case. So are statuses, whose names
    are in upper case."""
    condition = parse_user_filter(text or "")
    if condition is not None and condition.attribute == "username":
        return replace(condition, value=pool.name_key(condition.value))
    if condition is not None and condition.attribute == "cognito:user_status":
        return replace(condition, value=condition.value.upper())
    return condition
