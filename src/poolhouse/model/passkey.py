"""A passkey: a WebAuthn credential that a user signs in with (developer guide, "Passkey sign-in")."""

from __future__ import annotations

from typing import Literal

import msgspec

Attachment = Literal["platform", "cross-platform"]

MOST_PASSKEYS = 20
"""Of one user (developer guide, "Quotas in Amazon Cognito")."""

_NAMES: dict[Attachment | None, str] = {
    "platform": "Passkey on a device",
    "cross-platform": "Security key",
    None: "Passkey",
}


class WebAuthnCredential(msgspec.Struct, frozen=True, kw_only=True):
    """``id`` is Base64url without padding, ``public_key`` a COSE_Key (RFC 9052, 7). ``sign_count`` is what the
    authenticator last said; many say 0 for ever. Times in Unix seconds."""

    pool_id: str
    sub: str
    id: str
    public_key: bytes
    sign_count: int
    name: str
    rp_id: str
    transports: tuple[str, ...]
    attachment: Attachment | None
    created_at: float


def friendly_name(attachment: Attachment | None) -> str:
    """AWS makes a name up as well; how is not published."""
    return _NAMES[attachment]
