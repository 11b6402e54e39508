"""Codes that prove changed addresses and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from poolhouse.model.attributes import VERIFIABLE
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.codes import Codes, Purpose
from poolhouse.operations.delivery import Delivery, verification_message
from poolhouse.ports import Message, Records


def purpose_of(attribute: str) -> Purpose:
    return cast(Purpose, f"verify-{attribute}")


async def codes_for_changes(
    records: Records, pool: UserPool, user: User, changes: Mapping[str, str], codes: Codes
) -> list[Message]:
    """A code for each changed attribute that the pool verifies automatically and that is not verified by now."""
    automatic = pool.settings.auto_verified_attributes or ()
    return [
        await proof(records, pool, user, Delivery(name, changes[name]), codes, "UpdateUserAttribute")
        for name in VERIFIABLE
        if name in automatic and changes.get(name) and not _proved(user, name, changes[name])
    ]


def _proved(user: User, name: str, value: str) -> bool:
    return user.attributes.get(name) == value and user.attributes.get(f"{name}_verified") == "true"


async def proof(records: Records, pool: UserPool, user: User, delivery: Delivery, codes: Codes, reason: str) -> Message:
    """A new code on its way to the place it proves."""
    code = await codes.make(records, user, purpose_of(delivery.attribute), delivery)
    return verification_message(pool, user, delivery, reason, code)
