"""Users, aliases, groups and members, in any store."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.model.mfa import SoftwareToken, UserMfa
from poolhouse.model.user import PasswordRecord, User
from poolhouse.model.user_filter import parse_user_filter
from poolhouse.ports import NameTaken, Store
from tests.conformance.conftest import POOL, make_group, make_pool, make_user


@pytest.fixture
async def filled(store: Store) -> Store:
    """A store with a pool in it."""
    async with store.write() as records:
        await records.add_pool(make_pool(), [])
    return store


async def add(store: Store, *users: User) -> None:
    async with store.write() as records:
        for user in users:
            await records.add_user(user, user.username, {"email": user.attributes["email"]})


async def test_a_user_comes_back_as_it_was_stored(filled: Store) -> None:
    earlier = PasswordRecord(salt=b"\x03" * 16, verifier=b"\x04" * 384, set_at=1.0)
    user = make_user(earlier_passwords=(earlier,), signed_out_at=1_795_000_000_123)
    await add(filled, user)
    async with filled.read() as records:
        assert await records.get_user(POOL, user.sub) == user
        assert await records.find_user(POOL, "marina") == user
        assert await records.find_user_by_alias(POOL, "email", "marina@poolhouse.test") == user


@pytest.mark.parametrize("waiting", [None, b"w" * 20])
@pytest.mark.parametrize("token", [None, SoftwareToken(secret=b"s" * 20), SoftwareToken(secret=b"t" * 20, name="☎")])
async def test_second_factors_come_back_as_they_were_stored(
    filled: Store, token: SoftwareToken | None, waiting: bytes | None
) -> None:
    user = make_user(mfa=UserMfa(token=token, waiting=waiting, enabled=token is not None, preferred=bool(waiting)))
    await add(filled, user)
    async with filled.write() as records:
        assert await records.find_user(POOL, "marina") == user
        await records.replace_user(make_user())
        assert await records.get_user(POOL, user.sub) == make_user()
        await records.replace_user(user)
        assert await records.get_user(POOL, user.sub) == user


async def test_names_and_aliases_are_unique_within_a_pool(filled: Store) -> None:
    await add(filled, make_user())
    with pytest.raises(NameTaken, match="username"):
        await add(filled, make_user(sub="another"))
    with pytest.raises(NameTaken, match="email"):
        await add(filled, make_user("bruno", attributes={"email": "marina@poolhouse.test"}))
    async with filled.read() as records:
        assert await records.find_user(POOL, "bruno") is None
        assert await records.count_users(POOL) == 1


async def test_nobodys_name_is_anybodys_alias(filled: Store) -> None:
    await add(filled, make_user())
    with pytest.raises(NameTaken, match="username"):
        await add(filled, make_user("marina@poolhouse.test", attributes={"email": "other@poolhouse.test"}))
    with pytest.raises(NameTaken, match="email"):
        await add(filled, make_user("bruno", attributes={"email": "marina"}))
    async with filled.read() as records:
        assert await records.count_users(POOL) == 1


async def test_replacing_a_user_may_move_its_aliases(filled: Store) -> None:
    await add(filled, make_user(), make_user("bruno"))
    async with filled.write() as records:
        moved = make_user(attributes={"email": "new@poolhouse.test"}, password=None, status="RESET_REQUIRED")
        await records.replace_user(moved, {"email": "new@poolhouse.test"})
        assert await records.find_user_by_alias(POOL, "email", "new@poolhouse.test") == moved
        assert await records.find_user_by_alias(POOL, "email", "marina@poolhouse.test") is None
    with pytest.raises(NameTaken, match="email"):
        async with filled.write() as records:
            await records.replace_user(moved, {"email": "bruno@poolhouse.test"})
    async with filled.read() as records:
        assert await records.find_user_by_alias(POOL, "email", "new@poolhouse.test") == moved


async def test_replacing_a_user_without_aliases_leaves_them(filled: Store) -> None:
    await add(filled, make_user())
    async with filled.write() as records:
        await records.replace_user(make_user(enabled=False))
    async with filled.read() as records:
        found = await records.find_user_by_alias(POOL, "email", "marina@poolhouse.test")
    assert found is not None
    assert found.enabled is False


async def test_a_deleted_user_frees_name_alias_and_memberships(filled: Store) -> None:
    await add(filled, make_user())
    async with filled.write() as records:
        await records.add_group(make_group())
        await records.add_member(POOL, "divers", "sub-marina")
        await records.delete_user(POOL, "sub-marina")
    await add(filled, make_user())
    async with filled.read() as records:
        assert await records.groups_of(POOL, "sub-marina") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('username = "ana"', ["ana"]),
        ('username ^= "a"', ["ana", "arno"]),
        ('email = "li@poolhouse.test"', ["li"]),
        ('email ^= "ar"', ["arno"]),
        ('name = "100%_x"', ["li"]),
        ('name ^= "100%"', ["li"]),
        ('name = ""', ["ana", "arno"]),
        ('given_name = "Ana"', ["ana"]),
        ('sub = "sub-arno"', ["arno"]),
        ('sub ^= "sub-a"', ["ana", "arno"]),
        ('cognito:user_status = "UNCONFIRMED"', ["li"]),
        ('cognito:user_status ^= "CON"', ["ana", "arno"]),
        ('status = "Enabled"', ["ana", "li"]),
        ('status = "Disabled"', ["arno"]),
        ('status ^= "E"', ["ana", "li"]),
        ('status = "nonsense"', []),
        ("", ["ana", "arno", "li"]),
    ],
)
async def test_users_are_found_by_every_kind_of_filter(filled: Store, text: str, expected: list[str]) -> None:
    await add(
        filled,
        make_user("ana", attributes={"email": "ana@poolhouse.test", "given_name": "Ana"}),
        make_user("arno", attributes={"email": "arno@poolhouse.test"}, enabled=False),
        make_user("li", attributes={"email": "li@poolhouse.test", "name": "100%_x"}, status="UNCONFIRMED"),
    )
    async with filled.read() as records:
        found = await records.list_users(POOL, condition=parse_user_filter(text), after=None, limit=10)
    assert [user.username for user in found] == expected


async def test_users_are_listed_in_pages(filled: Store) -> None:
    await add(filled, *(make_user(f"user{number}") for number in range(7)))
    seen: list[str] = []
    after = None
    async with filled.read() as records:
        while page := await records.list_users(POOL, condition=None, after=after, limit=3):
            seen += [user.username for user in page]
            after = page[-1].sub
    assert seen == [f"user{number}" for number in range(7)]


async def test_groups_and_their_members(filled: Store) -> None:
    await add(filled, make_user("ana"), make_user("li"))
    async with filled.write() as records:
        await records.add_group(make_group("crew", None))
        await records.add_group(make_group("divers"))
        with pytest.raises(NameTaken, match="group"):
            await records.add_group(make_group("divers"))
        for name in ("ana", "li"):
            await records.add_member(POOL, "divers", f"sub-{name}")
        await records.add_member(POOL, "crew", "sub-ana")
        await records.add_member(POOL, "crew", "sub-ana")
    async with filled.write() as records:
        assert [group.name for group in await records.groups_of(POOL, "sub-ana")] == ["crew", "divers"]
        first = await records.list_members(POOL, "divers", after=None, limit=1)
        rest = await records.list_members(POOL, "divers", after=first[-1].sub, limit=5)
        assert [user.username for user in [*first, *rest]] == ["ana", "li"]
        await records.remove_member(POOL, "divers", "sub-ana")
        assert [group.name for group in await records.groups_of(POOL, "sub-ana")] == ["crew"]
        changed = msgspec.structs.replace(make_group("crew", 1), role_arn="arn:aws:iam::000000000000:role/crew")
        await records.replace_group(changed)
        assert await records.get_group(POOL, "crew") == changed
        await records.delete_group(POOL, "crew")
        assert await records.groups_of(POOL, "sub-ana") == []
        assert [group.name for group in await records.list_groups(POOL, after=None, limit=5)] == ["divers"]
