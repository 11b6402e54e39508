"""Session keys: what an identity signs requests with. Nothing about them is stored.

The session token carries the session, sealed under the server's own key; the secret is derived from the token, and the
access key id holds a mark by which the server knows its own.
"""

from __future__ import annotations

import base64
import hmac
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from poolhouse.identity import errors
from poolhouse.ports import Clock, Entropy
from poolhouse.tokens.jwt import Malformed, base64url, from_base64url

LIFETIME = 3600
"""Seconds (developer guide, "Identity pools authentication flow": one hour in the enhanced flow)."""

SESSION_NAME = "CognitoIdentityCredentials"

AuthType = Literal["authenticated", "unauthenticated"]

_KEY_PREFIX = "ASIA"
_TOKEN_MARK = "UG9vbGhvdXNl"  # noqa: S105 - a mark that says whose token it is: the server's name, in Base64
_NONCE_BYTES = 12
_ID_BYTES = 5
"""Of each half of an access key id, random part and mark: eight characters."""


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """For whom keys are made. ``role_id`` is ``AROA…``; ``auth_provider`` names provider and user, None for guests."""

    role_arn: str
    role_id: str
    identity_pool_id: str
    identity_id: str
    auth_type: AuthType
    auth_provider: str | None = None


class SessionCredentials(msgspec.Struct, frozen=True, kw_only=True):
    """``expires_at`` in Unix seconds."""

    access_key_id: str
    secret: str
    session_token: str
    expires_at: int

    def __repr__(self) -> str:
        return f"SessionCredentials({self.access_key_id})"


class SessionCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds session keys. ``secret`` is what their requests are signed with.

    ``user_arn`` and ``username`` are those of the assumed role, as AppSync and IAM show them; ``account`` is the
    role's. ``auth_provider`` is None for a guest, otherwise the quoted list that AWS gives.
    """

    secret: str
    user_arn: str
    account: str
    username: str
    role_arn: str
    role_id: str
    identity_pool_id: str
    identity_id: str
    auth_type: AuthType
    auth_provider: str | None
    expires_at: int

    def __repr__(self) -> str:
        return f"SessionCaller({self.user_arn}, {self.identity_id})"

    @property
    def role_name(self) -> str:
        return self.role_arn.rpartition("/")[2]


class _Sealed(msgspec.Struct, frozen=True):
    """The content of a session token."""

    access_key_id: str
    expires_at: int
    grant: Grant


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Sealed).decode


class SessionKeys:
    """Makes and knows session keys. Each of the three keys has 32 bytes and no other use."""

    def __init__(self, *, sealing: bytes, signing: bytes, marking: bytes, clock: Clock, entropy: Entropy) -> None:
        self._aead = AESGCM(sealing)
        self._signing = signing
        self._marking = marking
        self._clock = clock
        self._entropy = entropy

    def vend(self, grant: Grant) -> SessionCredentials:
        """New keys for an hour."""
        access_key_id = self._new_id()
        expires_at = int(self._clock.now()) + LIFETIME
        nonce = self._entropy.token_bytes(_NONCE_BYTES)
        content = _encode(_Sealed(access_key_id, expires_at, grant))
        sealed = nonce + self._aead.encrypt(nonce, content, _TOKEN_MARK.encode())
        token = _TOKEN_MARK + base64url(sealed).decode()
        return SessionCredentials(
            access_key_id=access_key_id,
            secret=self._secret(token),
            session_token=token,
            expires_at=expires_at,
        )

    def find(self, access_key_id: str, session_token: str | None) -> SessionCaller | None:
        """Who holds these keys; None when they are not of this server.

        Raises ServiceError: ``ExpiredTokenException``; ``UnrecognizedClientException`` for keys that have a mark of
        this server but are not as it made them, or come without their token.
        """
        if not self._has_mark(access_key_id, session_token):
            return None
        sealed = self._opened(session_token)
        if sealed is None or sealed.access_key_id != access_key_id or session_token is None:
            raise errors.SESSION_UNKNOWN()
        if sealed.expires_at <= self._clock.now():
            raise errors.SESSION_EXPIRED()
        grant = sealed.grant
        account, role_name = grant.role_arn.split(":")[4], grant.role_arn.rpartition("/")[2]
        return SessionCaller(
            secret=self._secret(session_token),
            user_arn=f"arn:aws:sts::{account}:assumed-role/{role_name}/{SESSION_NAME}",
            account=account,
            username=f"{grant.role_id}:{SESSION_NAME}",
            expires_at=sealed.expires_at,
            **msgspec.structs.asdict(grant),
        )

    def _has_mark(self, access_key_id: str, session_token: str | None) -> bool:
        body = access_key_id.removeprefix(_KEY_PREFIX)
        marked = access_key_id.startswith(_KEY_PREFIX) and hmac.compare_digest(
            self._mark(body[:8]).encode(), body[8:].encode()
        )
        return marked or (session_token or "").startswith(_TOKEN_MARK)

    def _opened(self, session_token: str | None) -> _Sealed | None:
        try:
            sealed = from_base64url((session_token or "").removeprefix(_TOKEN_MARK).encode())
            plain = self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _TOKEN_MARK.encode())
            return _decode(plain)
        except (Malformed, InvalidTag, ValueError):
            return None

    def _new_id(self) -> str:
        start = base64.b32encode(self._entropy.token_bytes(_ID_BYTES)).decode()
        return _KEY_PREFIX + start + self._mark(start)

    def _mark(self, start: str) -> str:
        return base64.b32encode(hmac.digest(self._marking, start.encode(), "sha256")[:_ID_BYTES]).decode()

    def _secret(self, session_token: str) -> str:
        """Forty characters, as AWS's secrets have."""
        return base64.b64encode(hmac.digest(self._signing, session_token.encode(), "sha256")).decode()[:40]
