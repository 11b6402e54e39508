"""An identity pool, its identities and the logins that lead to them, as the service keeps them."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import msgspec

from poolhouse.wire import cognito_identity as wire

SIGNING_POOL = "identity"
"""Stands in the place of a user pool's id where the keys of the service itself are kept: no pool has such an id."""


class PoolRoles(msgspec.Struct, frozen=True):
    """``by_kind`` maps ``authenticated`` and ``unauthenticated`` to role ARNs; ``mappings`` a provider to its rules."""

    by_kind: dict[str, str] = {}
    mappings: dict[str, wire.RoleMapping] = {}


class IdentityPool(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """``settings`` is what DescribeIdentityPool shows, tags included."""

    settings: wire.IdentityPool
    roles: PoolRoles = PoolRoles()

    @property
    def id(self) -> str:
        return self.settings.identity_pool_id

    @cached_property
    def tags(self) -> dict[str, str]:
        return self.settings.identity_pool_tags or {}


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """``disabled`` identities were merged into another one or have lost their last login. Times in Unix seconds."""

    id: str
    pool_id: str
    disabled: bool = False
    created_at: float
    modified_at: float


class Login(NamedTuple):
    """A user of a provider. The provider's name is AWS's own for a user pool (``cognito-idp.<region>…/<pool>``), or
    the developer provider's name; ``subject`` the user's id there."""

    provider: str
    subject: str
