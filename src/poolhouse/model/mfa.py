"""A user's second factor: an authenticator app (Cognito developer guide, "TOTP software token MFA")."""

from __future__ import annotations

import msgspec


class SoftwareToken(msgspec.Struct, frozen=True, kw_only=True):
    """``secret`` is what the app and the server share; ``name`` what the user calls it."""

    secret: bytes
    name: str | None = None


class UserMfa(msgspec.Struct, frozen=True, kw_only=True):
    """``token`` has proved itself by a code; ``waiting`` is a secret that has yet to.

    ``enabled`` and ``preferred`` are what the user or an administrator has set.
    """

    token: SoftwareToken | None = None
    waiting: bytes | None = None
    enabled: bool = False
    preferred: bool = False
