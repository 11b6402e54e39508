"""The attribute ``identities`` of federated and linked users, kept in step with the index behind it.

Source: developer guide, "Linking federated users to an existing user profile".
"""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse.model.identity_provider import SUBJECT, IdentityProvider, LinkedIdentity
from poolhouse.model.user import User
from poolhouse.ports import Records

ATTRIBUTE = "identities"

_decode = msgspec.json.Decoder(list[dict[str, Any]]).decode


async def link(
    records: Records,
    user: User,
    provider: IdentityProvider,
    subject: str,
    *,
    attribute: str = SUBJECT,
    issuer: str | None = None,
    primary: bool = False,
    now: float,
) -> User:
    """The user with one identity more, written. ``primary`` marks the identity that made a federated user.

    Raises NameTaken when the identity leads to a user already.
    """
    await records.link_identity(
        LinkedIdentity(
            pool_id=user.pool_id,
            provider=provider.name,
            subject=subject,
            attribute=attribute,
            sub=user.sub,
            created_at=now,
        )
    )
    entry = {
        "userId": subject,
        "providerName": provider.name,
        "providerType": provider.type,
        "issuer": issuer,
        "primary": primary,
        "dateCreated": _milliseconds(now),
    }
    return await _write(records, user, [*identities(user), entry], now)


async def unlink(
    records: Records, user: User, provider: str, subject: str, *, attribute: str = SUBJECT, now: float
) -> User:
    """The user without this identity, written. One that is named alike by another attribute stays."""
    linked = await records.identities_of(user.pool_id, user.sub)
    await records.unlink_identity(user.pool_id, provider, subject, attribute=attribute)
    kept = identities(user)
    for identity in linked:
        if (identity.provider, identity.subject, identity.attribute) == (provider, subject, attribute):
            gone = _entry_of(identity, kept)
            kept = [each for each in kept if each is not gone]
    return await _write(records, user, kept, now)


def identities(user: User) -> list[dict[str, Any]]:
    """The attribute's entries: ``userId``, ``providerName``, ``providerType``, ``issuer`` (text or None), ``primary``
    (bool) and ``dateCreated`` (milliseconds since the epoch)."""
    text = user.attributes.get(ATTRIBUTE)
    return _decode(text) if text else []


def _entry_of(identity: LinkedIdentity, entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Entries do not tell which attribute named them, but when they were made; and a primary one is a subject."""
    named = (identity.provider, identity.subject)
    return min(
        (each for each in entries if (each["providerName"], each["userId"]) == named),
        key=lambda each: (
            each["dateCreated"] != _milliseconds(identity.created_at),
            each["primary"] and identity.attribute != SUBJECT,
        ),
        default=None,
    )


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


async def _write(records: Records, user: User, entries: list[dict[str, Any]], now: float) -> User:
    attributes = {name: value for name, value in user.attributes.items() if name != ATTRIBUTE}
    if entries:
        attributes[ATTRIBUTE] = msgspec.json.encode(entries).decode()
    user = msgspec.structs.replace(user, attributes=attributes, modified_at=now)
    await records.replace_user(user)
    return user
