"""IAM roles keep their documents; a name is given once."""

from __future__ import annotations

import msgspec
import pytest

from poolhouse.model.iam_role import Role
from poolhouse.ports import NameTaken, Store

ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "mobile:*", "Resource": ["*"]}]}
ROLE = Role(
    name="guest",
    path="/reef/",
    arn="arn:aws:iam::000000000000:role/reef/guest",
    role_id="AROAEXAMPLE0000000001",
    trust_policy={"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*"}},
    inline_policies={"tide": ALLOW},
    managed_policies={"arn:aws:iam::aws:policy/Reef": ALLOW},
    created_at=12.5,
)


async def test_a_role_comes_back_as_it_was_written(store: Store) -> None:
    async with store.write() as records:
        await records.add_role(ROLE)
    async with store.read() as records:
        assert await records.get_role("guest") == ROLE
        assert await records.get_role("Guest") is None


async def test_a_name_is_given_once(store: Store) -> None:
    async with store.write() as records:
        await records.add_role(ROLE)
        with pytest.raises(NameTaken, match="role"):
            await records.add_role(msgspec.structs.replace(ROLE, path="/"))
        assert await records.get_role("guest") == ROLE


async def test_a_role_is_replaced_and_deleted(store: Store) -> None:
    changed = msgspec.structs.replace(ROLE, inline_policies={}, managed_policies={}, trust_policy=ALLOW)
    async with store.write() as records:
        await records.add_role(ROLE)
        await records.replace_role(changed)
        assert await records.get_role("guest") == changed
        assert await records.delete_role("guest")
        assert not await records.delete_role("guest")
        assert await records.get_role("guest") is None
