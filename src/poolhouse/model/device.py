"""A device that a user has confirmed (developer guide, "Working with user devices in your user pool")."""

from __future__ import annotations

from typing import Literal

import msgspec

RememberedStatus = Literal["remembered", "not_remembered"]


class DeviceSecret(msgspec.Struct, frozen=True, kw_only=True):
    """The SRP-6a verifier of the secret that the device keeps, and its salt, as the device made them."""

    salt: bytes
    verifier: bytes


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """``group_key`` and ``key`` together are its identity in SRP. Times in Unix seconds."""

    pool_id: str
    sub: str
    key: str
    group_key: str
    name: str | None
    secret: DeviceSecret
    status: RememberedStatus
    last_ip: str | None
    created_at: float
    modified_at: float
    authenticated_at: float
