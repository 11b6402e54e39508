"""Finding what a request names, or AWS's error."""

from __future__ import annotations

import hmac

from poolhouse import errors
from poolhouse.model import srp
from poolhouse.model.attributes import is_email, is_phone_number
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Records


async def existing_pool(records: Records, pool_id: str) -> UserPool:
    pool = await records.get_pool(pool_id)
    if pool is None:
        raise errors.USER_POOL_NOT_FOUND(pool_id=pool_id)
    return pool


async def existing_client(records: Records, client_id: str) -> UserPoolClient:
    client = await records.get_client(client_id)
    if client is None:
        raise errors.CLIENT_NOT_FOUND(client_id=client_id)
    return client


async def client_of_pool(records: Records, pool: UserPool, client_id: str) -> UserPoolClient:
    """A client of another pool is as unknown as none."""
    client = await existing_client(records, client_id)
    if client.pool_id != pool.id:
        raise errors.CLIENT_NOT_FOUND(client_id=client_id)
    return client


async def pool_of(records: Records, client: UserPoolClient) -> UserPool:
    return await existing_pool(records, client.pool_id)


async def find_user(records: Records, pool: UserPool, name: str) -> User | None:
    """By user name or by an attribute that signs users in. The id (``sub``) counts as a name for administrators only:
    in pools without user names of their own it is the user name anyway."""
    key = pool.name_key(name)
    user = await records.find_user(pool.id, key)
    if user is None:
        for attribute in sorted(pool.sign_in_attributes):
            if _could_be(attribute, name):
                user = await records.find_user_by_alias(pool.id, attribute, key)
                if user is not None:
                    break
    return user


def _could_be(attribute: str, name: str) -> bool:
    """Saves look-ups: only what looks like an address or a number is looked up as one."""
    if attribute == "email":
        return is_email(name)
    if attribute == "phone_number":
        return is_phone_number(name)
    return True


async def existing_user(records: Records, pool: UserPool, name: str) -> User:
    """For administrators: by ``sub``, user name or alias. The id comes first: anyone may sign up with another's id
    as a user name."""
    user = await records.get_user(pool.id, name) or await find_user(records, pool, name)
    if user is None:
        raise errors.USER_NOT_FOUND()
    return user


def check_secret_hash_given(client: UserPoolClient, given: str | None) -> None:
    """Comes before everything that depends on the user."""
    if client.secret is not None and not given:
        raise errors.SECRET_HASH_MISSING(client_id=client.id)


def check_secret_hash(client: UserPoolClient, given: str | None, *usernames: str) -> None:
    """``SECRET_HASH`` over any of the names that may stand for the user; required where the client has a secret."""
    check_secret_hash_given(client, given)
    if client.secret is None or not given:
        return
    matches = [
        hmac.compare_digest(srp.secret_hash(username, client.id, client.secret).encode(), given.encode())
        for username in usernames
    ]
    if not any(matches):
        raise errors.SECRET_HASH_WRONG(client_id=client.id)


def is_client_secret(client: UserPoolClient, given: str | None) -> bool:
    """True for the client's own secret, and for anything where it has none. Compares in constant time."""
    return client.secret is None or hmac.compare_digest(client.secret.encode(), (given or "").encode())
