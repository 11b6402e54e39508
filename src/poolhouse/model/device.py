"""A device that a user has confirmed (developer guide, "Working with user devices in your user pool")."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Literal

import msgspec

from poolhouse.model.user_pool import UserPool

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

    @property
    def remembered(self) -> bool:
        return self.status == "remembered"


class NewDevice(msgspec.Struct, frozen=True):
    """What a sign-in from an unknown device gives it, to confirm itself with."""

    key: str
    group_key: str


def new_device(pool: UserPool, uuid: str) -> NewDevice:
    return NewDevice(f"{pool.region}_{uuid}", group_key(pool))


def group_key(pool: UserPool) -> str:
    """One for each pool, so that nothing need be kept until the device is confirmed."""
    return "-" + base64.urlsafe_b64encode(sha256(f"device group of {pool.id}".encode()).digest())[:8].decode()
