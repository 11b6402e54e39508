"""Whom a request of an app client names, for the operations that need no sign-in."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from poolhouse.directory.lookup import check_secret_hash, check_secret_hash_given, existing_client, find_user, pool_of
from poolhouse.directory.strangers import Strangers
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Store


class NamingRequest(Protocol):
    """What such requests have in common."""

    @property
    def client_id(self) -> str: ...
    @property
    def secret_hash(self) -> str | None: ...
    @property
    def username(self) -> str: ...


class Named(NamedTuple):
    """``user`` is None for a name that nobody has; ``subject`` is what attempts are counted under."""

    client: UserPoolClient
    pool: UserPool
    user: User | None
    subject: str


async def named(request: NamingRequest, store: Store, strangers: Strangers, *, enabled_only: bool = False) -> Named:
    """Client, secret hash, pool and user.

    ``enabled_only``: a disabled user looks like nobody to a client that hides who exists. Raises ServiceError.
    """
    async with store.read() as records:
        client = await existing_client(records, request.client_id)
        check_secret_hash_given(client, request.secret_hash)
        pool = await pool_of(records, client)
        user = await find_user(records, pool, request.username)
    check_secret_hash(client, request.secret_hash, request.username, *([user.username] if user else []))
    if user is not None and enabled_only and client.hides_users and not user.enabled:
        user = None
    subject = user.sub if user else strangers.subject(pool, request.username)
    return Named(client, pool, user, subject)
