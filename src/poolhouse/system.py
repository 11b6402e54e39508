"""The system's own clock and randomness."""

from __future__ import annotations

import os
import secrets
import time

_UUID_FIXED_BITS = 0xF << 76 | 0x3 << 62
_UUID_VERSION_4 = 4 << 76 | 2 << 62


class SystemClock:
    """A :class:`poolhouse.ports.Clock`."""

    def now(self) -> float:
        return time.time()


class SystemEntropy:
    """A :class:`poolhouse.ports.Entropy`."""

    def token_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def uuid(self) -> str:
        # What uuid.uuid4 does, without its object: several ids are made for each sign-in.
        number = int.from_bytes(os.urandom(16), "big") & ~_UUID_FIXED_BITS | _UUID_VERSION_4
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
