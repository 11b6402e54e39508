"""Identity pools, identities and logins come back as they were written; a login leads to one identity of a pool."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.model.identity_pool import Identity, IdentityPool, Login, PoolRoles
from poolhouse.model.user_pool import SigningKey
from poolhouse.ports import NameTaken, Store
from poolhouse.wire import cognito_identity as wire

POOL = "us-east-1:11111111-1111-4111-8111-111111111111"
OTHER = "us-east-1:22222222-2222-4222-8222-222222222222"
LOGIN = Login("cognito-idp.us-east-1.amazonaws.com/us-east-1_Conform01", "sub-marina")


def make_pool(pool_id: str = POOL) -> IdentityPool:
    return IdentityPool(
        settings=wire.IdentityPool(
            identity_pool_id=pool_id,
            identity_pool_name="reef",
            allow_unauthenticated_identities=True,
            cognito_identity_providers=[wire.CognitoIdentityProvider(provider_name=LOGIN.provider, client_id="c1")],
            open_id_connect_provider_arns=[],
            identity_pool_tags={"team": "tide"},
        ),
        roles=PoolRoles(
            by_kind={"authenticated": "arn:aws:iam::000000000000:role/auth"},
            mappings={"p:c1": wire.RoleMapping(type="Token", ambiguous_role_resolution="Deny")},
        ),
    )


def make_identity(number: int = 1, pool_id: str = POOL) -> Identity:
    identity_id = f"us-east-1:{number:08d}-0000-4000-8000-000000000000"
    return Identity(id=identity_id, pool_id=pool_id, created_at=1.5, modified_at=2.5)


async def test_a_pool_comes_back_as_it_was_written(store: Store) -> None:
    changed = msgspec.structs.replace(make_pool(), roles=PoolRoles())
    async with store.write() as records:
        await records.add_identity_pool(make_pool())
        assert await records.get_identity_pool(POOL) == make_pool()
        await records.replace_identity_pool(changed)
    async with store.read() as records:
        assert await records.get_identity_pool(POOL) == changed
        assert await records.get_identity_pool(OTHER) is None


async def test_pools_are_listed_in_pages(store: Store) -> None:
    async with store.write() as records:
        await records.add_identity_pool(make_pool(OTHER))
        await records.add_identity_pool(make_pool(POOL))
        assert [pool.id for pool in await records.list_identity_pools(after=None, limit=1)] == [POOL]
        assert [pool.id for pool in await records.list_identity_pools(after=POOL, limit=5)] == [OTHER]


async def test_identities_are_listed_with_or_without_disabled_ones(store: Store) -> None:
    disabled = msgspec.structs.replace(make_identity(2), disabled=True, modified_at=9.0)
    async with store.write() as records:
        await records.add_identity_pool(make_pool())
        await records.add_identity_pool(make_pool(OTHER))
        for identity in (make_identity(3), make_identity(1), make_identity(2), make_identity(4, OTHER)):
            await records.add_identity(identity)
        await records.replace_identity(disabled)
    async with store.read() as records:
        assert await records.list_identities(POOL, with_disabled=True, after=None, limit=2) == [
            make_identity(1),
            disabled,
        ]
        enabled = await records.list_identities(POOL, with_disabled=False, after=make_identity(1).id, limit=9)
        assert enabled == [make_identity(3)]


async def test_a_login_leads_to_one_identity_of_a_pool(store: Store) -> None:
    async with store.write() as records:
        await records.add_identity_pool(make_pool())
        await records.add_identity_pool(make_pool(OTHER))
        for identity in (make_identity(1), make_identity(2), make_identity(3, OTHER)):
            await records.add_identity(identity)
        await records.add_login(make_identity(1), LOGIN)
        await records.add_login(make_identity(3, OTHER), LOGIN)
        with pytest.raises(NameTaken, match="login"):
            await records.add_login(make_identity(2), LOGIN)
        await records.add_login(make_identity(1), Login("dev.harbour", "b"))
        await records.add_login(make_identity(1), Login("dev.harbour", "a"))
    async with store.read() as records:
        assert await records.find_identity_by_login(POOL, LOGIN) == make_identity(1)
        assert await records.find_identity_by_login(OTHER, LOGIN) == make_identity(3, OTHER)
        assert await records.find_identity_by_login(POOL, Login(LOGIN.provider, "sub-oskar")) is None
        assert await records.logins_of(make_identity(1).id) == [
            LOGIN,
            Login("dev.harbour", "a"),
            Login("dev.harbour", "b"),
        ]


async def test_what_goes_takes_its_logins_along(store: Store) -> None:
    async with store.write() as records:
        await records.add_identity_pool(make_pool())
        for number in (1, 2):
            await records.add_identity(make_identity(number))
        await records.add_login(make_identity(1), LOGIN)
        await records.remove_login(POOL, LOGIN)
        await records.add_login(make_identity(2), LOGIN)
        assert await records.delete_identity(make_identity(2).id)
        assert not await records.delete_identity(make_identity(2).id)
        assert await records.find_identity_by_login(POOL, LOGIN) is None
        await records.add_login(make_identity(1), LOGIN)
        await records.delete_identity_pool(POOL)
        assert await records.get_identity(make_identity(1).id) is None
        assert await records.find_identity_by_login(POOL, LOGIN) is None


async def test_signing_keys_are_sealed_and_the_oldest_comes_first(store: Store) -> None:
    keys = [
        SigningKey(pool_id="identity", kid=f"k{age}", use="id", private_der=b"der", created_at=age)
        for age in (1.0, 2.0)
    ]
    async with store.write() as records:
        for key in reversed(keys):
            await records.add_identity_key(key)
        assert await records.identity_keys() == keys
