"""Authorization codes (RFC 6749, 4.1.2): five minutes, once.

The trigger has run when a code is made, so a code stands for prepared claims; they are signed when it is redeemed.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from poolhouse.model.browser_session import StoredCode
from poolhouse.model.user import User
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.ports import Clock, Entropy, Records
from poolhouse.tokens.issue import Prepared

LIFETIME_SECONDS = 300
REMEMBERED_SECONDS = 86400
"""How long a second use is known for what it is: as long as an access token can live."""


class AuthorizationCode(msgspec.Struct, frozen=True, kw_only=True):
    """What a code stands for. ``expires_at`` in Unix seconds."""

    client_id: str
    redirect_uri: str
    code_challenge: str | None
    sub: str
    prepared: Prepared
    expires_at: float


class FoundCode(msgspec.Struct, frozen=True):
    """``used``: it has been redeemed before."""

    content: AuthorizationCode
    digest: bytes
    used: bool


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(AuthorizationCode).decode


class AuthorizationCodes:
    def __init__(self, clock: Clock, entropy: Entropy) -> None:
        self._clock = clock
        self._entropy = entropy

    async def make(self, records: Records, request: AuthorizationRequest, user: User, prepared: Prepared) -> str:
        """A new code, in the form of a UUID."""
        code, now = self._entropy.uuid(), self._clock.now()
        content = AuthorizationCode(
            client_id=request.client.id,
            redirect_uri=request.redirect_uri,
            code_challenge=request.code_challenge,
            sub=user.sub,
            prepared=prepared,
            expires_at=now + LIFETIME_SECONDS,
        )
        stored = StoredCode(
            digest=_digest(code),
            pool_id=request.pool.id,
            document=_encode(content),
            expires_at=now + REMEMBERED_SECONDS,
        )
        await records.add_authorization_code(stored)
        return code

    async def find(self, records: Records, pool_id: str, code: str) -> FoundCode | None:
        """Inside ``Store.write`` no one else redeems it meanwhile."""
        stored = await records.get_authorization_code(_digest(code))
        if stored is None or stored.pool_id != pool_id:
            return None
        return FoundCode(_decode(stored.document), stored.digest, stored.used)


def _digest(code: str) -> bytes:
    return sha256(code.encode(errors="replace")).digest()
