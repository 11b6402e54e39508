"""Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of thirty seconds."""

from __future__ import annotations

import base64
from urllib.parse import quote

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

SECRET_BYTES = 20
"""RFC 4226, section 4, R6."""

STEP_SECONDS = 30
TOLERATED_STEPS = (0, -1, 1)
_DIGITS = 6


def step_of(secret: bytes, code: str, now: float) -> int | None:
    """The time step that ``code`` is for: the present one, the one before or the one after (RFC 6238, 5.2); None when
    it is for none of them. ``now`` is in Unix seconds."""
    present, hotp = int(now // STEP_SECONDS), HOTP(secret, _DIGITS, SHA1())  # noqa: S303 - as RFC 4226 has it
    fitting = [
        present + offset
        for offset in TOLERATED_STEPS
        if bytes_eq(hotp.generate(present + offset), code.encode(errors="replace"))
    ]
    return fitting[0] if fitting else None


def as_text(secret: bytes) -> str:
    """Base32 without padding, as people type it into an app."""
    return base64.b32encode(secret).rstrip(b"=").decode()


def key_uri(secret: bytes, *, issuer: str, account: str) -> str:
    """What authenticator apps read from a QR code ("Key Uri Format" of Google Authenticator)."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    return f"otpauth://totp/{label}?secret={as_text(secret)}&issuer={quote(issuer, safe='')}"
