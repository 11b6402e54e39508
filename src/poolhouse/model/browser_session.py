"""What the sign-in pages remember of a user and of a sign-in that is under way."""

from __future__ import annotations

import msgspec


class BrowserSession(msgspec.Struct, frozen=True, kw_only=True):
    """A user who has signed in on a page. ``digest`` is the SHA-256 of what the browser's cookie holds.

    ``provider`` is where the user signed in: ``COGNITO`` or an identity provider's name. Times in Unix seconds.
    """

    digest: bytes
    pool_id: str
    sub: str
    provider: str
    auth_time: int
    expires_at: float


class StoredCode(msgspec.Struct, frozen=True, kw_only=True):
    """An authorization code at rest. ``digest`` is the SHA-256 of the code; ``document`` is sealed at rest.

    A used code is kept until ``expires_at`` (Unix seconds), so that its second use is known for what it is.
    """

    digest: bytes
    pool_id: str
    document: bytes
    used: bool = False
    expires_at: float
