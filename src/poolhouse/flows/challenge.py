"""State between the requests of one sign-in, sealed and handed to the client: no node has to remember it.

A challenge is bound to its pool, client, user and step, lives for the client's AuthSessionValidity and is answered
once: answering claims its id in the database.
"""

from __future__ import annotations

import base64
import binascii

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from poolhouse import errors
from poolhouse.model.identifiers import RandomBytes
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Records

_NONCE_BYTES = 12
_MINUTE = 60


class SrpExchange(msgspec.Struct, frozen=True):
    """Public value of the client, public and private value of the server, as big-endian bytes."""

    client_public: bytes
    server_public: bytes
    server_secret: bytes


class ChallengeState(msgspec.Struct, frozen=True, kw_only=True):
    """``typed`` is the name that the client signed in with.

    ``sub`` is made up for a user who does not exist: the length of a sealed state must not tell. ``password_set_at``
    ties the state to the password that led to it. ``device_key`` is what the sign-in began with. ``software_token`` is
    the secret of an authenticator app that has yet to prove itself, ``mfa_set_up`` says that it has. ``on_a_page`` says
    that a page asked: whoever answers there is let in as the client's scopes want it, by the API with more.
    """

    id: str
    challenge: str
    client_id: str
    sub: str
    username: str
    typed: str
    expires_at: float
    srp: SrpExchange | None = None
    password_set_at: float | None = None
    device_key: str | None = None
    software_token: bytes | None = None
    mfa_set_up: bool = False
    on_a_page: bool = False


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(ChallengeState).decode


def expiry(client: UserPoolClient, now: float) -> float:
    return now + (client.settings.auth_session_validity or 3) * _MINUTE


class ChallengeBox:
    """Seals and opens challenge states. ``key`` has 32 bytes."""

    def __init__(self, key: bytes, random_bytes: RandomBytes) -> None:
        self._aead = AESGCM(key)
        self._random_bytes = random_bytes

    def seal(self, state: ChallengeState) -> str:
        """Standard Base64, as ``SECRET_BLOCK`` must be."""
        nonce = self._random_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + self._aead.encrypt(nonce, _encode(state), None)).decode()

    def unseal(self, text: str) -> ChallengeState | None:
        """Any state that this box has sealed, whosever it is and however old."""
        try:
            sealed = base64.b64decode(text, validate=True)
            return _decode(self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None))
        except (binascii.Error, InvalidTag, ValueError, msgspec.MsgspecError):
            return None

    def open(
        self, text: str, *, challenge: str, pool: UserPool, client: UserPoolClient, username: str, now: float
    ) -> ChallengeState:
        """The state, if it belongs to this step, client and user. Raises ServiceError NotAuthorizedException."""
        state = self.of_step(text, challenge=challenge, client=client)
        if pool.name_key(username) not in (pool.name_key(state.username), pool.name_key(state.typed)):
            raise errors.SESSION_INVALID(hint="the session is of another user")
        check_fresh(state, now)
        return state

    def of_step(self, text: str, *, challenge: str, client: UserPoolClient) -> ChallengeState:
        """The state, if it belongs to this step and client, whoever the user is and however old it is.

        Raises ServiceError NotAuthorizedException.
        """
        state = self.unseal(text)
        if state is None:
            raise errors.SESSION_INVALID()
        if state.challenge != challenge or state.client_id != client.id:
            raise errors.SESSION_INVALID(hint="the session is of another client or step")
        return state


def check_fresh(state: ChallengeState, now: float) -> None:
    """Raises ServiceError NotAuthorizedException."""
    if state.expires_at <= now:
        raise errors.SESSION_EXPIRED()


async def use_up(records: Records, state: ChallengeState) -> None:
    """Raises ServiceError NotAuthorizedException when the challenge was answered before."""
    if not await first_use(records, state):
        raise errors.SESSION_REUSED()


async def first_use(records: Records, state: ChallengeState) -> bool:
    """Whether nobody has answered before; from now on somebody has."""
    return await records.claim_once(f"challenge:{state.id}", expires_at=state.expires_at)
