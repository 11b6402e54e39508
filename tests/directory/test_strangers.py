from __future__ import annotations

import uuid
from typing import Any

import pytest

from poolhouse.directory.strangers import Strangers
from poolhouse.model import passwords, srp
from poolhouse.model.user_pool import UserPool
from poolhouse.wire import cognito_idp as wire


def pool(pool_id: str = "us-east-1_PoolHse01", **settings: Any) -> UserPool:
    return UserPool(
        id=pool_id, name="reef", arn="", settings=wire.UserPoolType(**settings), schema=(), created_at=0, modified_at=0
    )


INSENSITIVE = wire.UsernameConfigurationType(case_sensitive=False)
MAKERS = ["subject", "sub", "password"]


@pytest.mark.parametrize("maker", MAKERS)
def test_stable_for_a_name_and_different_for_others(maker: str) -> None:
    make = getattr(Strangers(b"k" * 32), maker)
    first = make(pool(), "nobody")
    assert first == make(pool(), "nobody") == getattr(Strangers(b"k" * 32), maker)(pool(), "nobody")
    assert first != make(pool(), "somebody")
    assert first != make(pool(), "Nobody")
    assert first != make(pool("us-east-1_PoolHse02"), "nobody")
    assert first != getattr(Strangers(b"x" * 32), maker)(pool(), "nobody")


@pytest.mark.parametrize("maker", MAKERS)
def test_letter_case_counts_as_in_the_pool(maker: str) -> None:
    make, reef = getattr(Strangers(b"k" * 32), maker), pool(username_configuration=INSENSITIVE)
    assert make(reef, "nobody") == make(reef, "NoBody")


def test_ids_look_like_real_ones() -> None:
    ids = {Strangers(b"k" * 32).sub(pool(), f"nobody{number}") for number in range(50)}
    assert len(ids) == 50
    for each in ids:
        parsed = uuid.UUID(each)
        assert (str(parsed), parsed.version, parsed.variant) == (each, 4, uuid.RFC_4122)


def test_verifiers_look_like_real_ones() -> None:
    record = Strangers(b"k" * 32).password(pool(), "nobody")
    real = passwords.new_record(pool(), "marina", "Harbour-7-Wall", now=0, random_bytes=lambda count: b"r" * count)
    assert len(record.verifier) == len(real.verifier)
    assert len(record.salt) == len(real.salt)
    assert record.salt[0] < 0x80
    assert 1 < int.from_bytes(record.verifier, "big") < srp.N
    assert not passwords.matches(pool(), "nobody", record, "Harbour-7-Wall")


@pytest.mark.parametrize(
    ("settings", "name", "kept"),
    [
        ({}, "nobody", True),
        ({}, "nobody@poolhouse.test", True),
        ({"username_attributes": ["email"]}, "nobody@poolhouse.test", False),
        ({"username_attributes": ["email"]}, "nobody", False),
        ({"alias_attributes": ["email"]}, "nobody", True),
        ({"alias_attributes": ["email"]}, "nobody@poolhouse.test", False),
        ({"alias_attributes": ["phone_number"]}, "+15555550123", False),
        ({"alias_attributes": ["phone_number"]}, "nobody@poolhouse.test", True),
    ],
)
def test_the_stored_name(settings: dict[str, Any], name: str, kept: bool) -> None:
    shown = Strangers(b"k" * 32).user_id(pool(**settings), name)
    assert (shown == name) is kept
    if not kept:
        assert len(shown) == 36
