"""A user pool's domain: the host or prefix under which its sign-in pages and OAuth endpoints answer."""

from __future__ import annotations

import msgspec

from poolhouse.wire import cognito_idp as wire

BEHIND_PREFIX = ".auth."
"""Prefix domains read ``<prefix>.auth.<whatever the server's own name is>``."""


class Domain(msgspec.Struct, frozen=True, kw_only=True):
    """``domain`` is a prefix (``harbour``), or a whole host name when ``custom`` is set. Times in Unix seconds.

    ``distribution`` is the name that a custom domain's DNS record would point to; ``managed_login_version`` 1 asks for
    the classic pages, 2 for managed login.
    """

    domain: str
    pool_id: str
    managed_login_version: int
    distribution: str
    custom: wire.CustomDomainConfigType | None = None
    created_at: float
    modified_at: float
