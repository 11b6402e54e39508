"""Both ceremonies of WebAuthn (W3C Web Authentication Level 3, section 7), as values in and values out.

The library that knows CBOR, COSE and attestation loads with the first passkey: it would lengthen every start.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from poolhouse.model.passkey import Attachment, WebAuthnCredential

UserVerification = Literal["required", "preferred"]

_ES256, _RS256 = -7, -257
_TIMEOUT_MS = 180_000
_LONGEST_ID_BYTES = 1023
"""Section 4, "credential ID"."""

_TRANSPORTS = frozenset({"ble", "hybrid", "internal", "nfc", "smart-card", "usb"})
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"localhost|{_LABEL}(?:\.{_LABEL})+", re.ASCII)


class Rejected(Exception):
    """The credential proves nothing; the text says why, for the log."""


class Malformed(Rejected):
    """Not what ``PublicKeyCredential.toJSON()`` makes."""


class WrongRelyingParty(Rejected):
    """The authenticator made the credential for another relying party."""


class ClientData(msgspec.Struct, frozen=True, rename="camel"):
    """What the browser vouches for (section 5.8.1)."""

    type: str
    challenge: str
    origin: str
    cross_origin: bool = False


class _Response(msgspec.Struct, frozen=True, rename="camel"):
    client_data: str = msgspec.field(name="clientDataJSON")
    attestation_object: str = ""
    transports: list[str] | None = None
    user_handle: str | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A credential as the client sent it. ``document`` is all of it, ``challenge`` what it answers."""

    id: str
    document: dict[str, Any]
    challenge: bytes
    origin: str
    cross_origin: bool
    attestation: bytes
    user_handle: bytes | None
    transports: tuple[str, ...]
    attachment: Attachment | None


class NewKey(msgspec.Struct, frozen=True):
    """What a registration is worth: the public key, and how often the authenticator says it was used."""

    public_key: bytes
    sign_count: int


def encode(content: bytes) -> str:
    """Base64url without padding, as WebAuthn's JSON forms have it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def read(document: object) -> Given:
    """Raises Malformed."""
    try:
        if not isinstance(document, dict):
            raise Malformed("not an object")
        response = msgspec.convert(document.get("response"), _Response)
        data = msgspec.json.decode(_decode(response.client_data), type=ClientData)
        identifier = msgspec.convert(document.get("id"), str)
        if not 0 < len(_decode(identifier)) <= _LONGEST_ID_BYTES:
            raise Malformed("the id has no possible length")
        attachment = document.get("authenticatorAttachment")
        return Given(
            id=encode(_decode(identifier)),
            document=document,
            challenge=_decode(data.challenge),
            origin=data.origin,
            cross_origin=data.cross_origin,
            attestation=_decode(response.attestation_object),
            user_handle=None if response.user_handle is None else _decode(response.user_handle),
            transports=tuple(sorted(_TRANSPORTS.intersection(response.transports or ()))),
            attachment=attachment if attachment in ("platform", "cross-platform") else None,
        )
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise Malformed(str(error)) from None


def read_text(text: str) -> Given:
    """The credential as JSON text. Raises Malformed."""
    try:
        return read(msgspec.json.decode(text))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Malformed(str(error)) from None


def is_relying_party_id(text: str) -> bool:
    """A host name in lower case, or ``localhost``; never an address (section 5.1.2, "effective domain")."""
    return _HOST.fullmatch(text) is not None and not _is_address(text)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def origin_fits(origin: str, rp_id: str) -> bool:
    """Whether pages of ``origin`` may use the relying party's passkeys: its own, and those of hosts below it.

    Plain HTTP is for this machine alone, as in browsers (Secure Contexts, 3.1).
    """
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
        rebuilt = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port is not None else "")
    except ValueError:
        return False
    local = host == "localhost" or host.endswith(".localhost")
    return (
        rebuilt == origin
        and (parts.scheme == "https" or (parts.scheme == "http" and local))
        and (host == rp_id or host.endswith(f".{rp_id}"))
    )


def comes_from(given: Given, rp_id: str, origin: str | None) -> bool:
    """Whether it was made on a page that fits, and not inside a page of somebody else. ``origin`` is the only one that
    will do, where the server knows it."""
    return origin_fits(given.origin, rp_id) and not given.cross_origin and origin in (None, given.origin)


def creation_options(
    *,
    challenge: bytes,
    rp_id: str,
    sub: str,
    username: str,
    verification: UserVerification,
    present: Iterable[WebAuthnCredential],
) -> dict[str, Any]:
    """``PublicKeyCredentialCreationOptionsJSON``: a passkey that knows its user, without attestation."""
    return {
        "rp": {"id": rp_id, "name": rp_id},
        "user": {"id": encode(sub.encode()), "name": username, "displayName": username},
        "challenge": encode(challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": _ES256}, {"type": "public-key", "alg": _RS256}],
        "timeout": _TIMEOUT_MS,
        "excludeCredentials": _descriptors(present),
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": verification,
        },
        "attestation": "none",
    }


def request_options(
    *, challenge: bytes, rp_id: str, verification: UserVerification, allowed: Iterable[WebAuthnCredential]
) -> str:
    """``PublicKeyCredentialRequestOptionsJSON`` as text."""
    options = {
        "challenge": encode(challenge),
        "timeout": _TIMEOUT_MS,
        "rpId": rp_id,
        "allowCredentials": _descriptors(allowed),
        "userVerification": verification,
    }
    return msgspec.json.encode(options).decode()


def _descriptors(passkeys: Iterable[WebAuthnCredential]) -> list[dict[str, Any]]:
    return [{"type": "public-key", "id": passkey.id, "transports": list(passkey.transports)} for passkey in passkeys]


def registered(given: Given, *, rp_id: str, verification: UserVerification) -> NewKey:
    """The key of a new credential; who asks has checked challenge and origin. Raises Rejected."""
    from webauthn import verify_registration_response
    from webauthn.helpers import parse_attestation_object
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    try:
        if parse_attestation_object(given.attestation).auth_data.rp_id_hash != sha256(rp_id.encode()).digest():
            raise WrongRelyingParty("the hash of the relying party id differs")
        verified = verify_registration_response(
            credential=given.document,
            expected_challenge=given.challenge,
            expected_rp_id=rp_id,
            expected_origin=given.origin,
            require_user_verification=verification == "required",
            supported_pub_key_algs=[COSEAlgorithmIdentifier(_ES256), COSEAlgorithmIdentifier(_RS256)],
        )
    except Rejected:
        raise
    except Exception as error:
        # The bytes are a stranger's: whatever the library makes of them, they are no passkey.
        raise Rejected(f"{type(error).__name__}: {error}") from error
    if encode(verified.credential_id) != given.id:
        raise Rejected("the authenticator signed another credential id")
    return NewKey(verified.credential_public_key, verified.sign_count)


def asserted(
    given: Given,
    *,
    challenge: bytes,
    rp_id: str,
    sub: str,
    passkey: WebAuthnCredential,
    verification: UserVerification,
    origin: str | None = None,
) -> int:
    """The authenticator's count after a proof for this challenge; ``origin`` as in ``comes_from``. Raises Rejected."""
    from webauthn import verify_authentication_response

    if not comes_from(given, rp_id, origin):
        raise Rejected(f"the origin {given.origin!r} does not fit {rp_id}")
    if given.user_handle is not None and given.user_handle != sub.encode():
        raise Rejected("the passkey is another user's")
    try:
        return verify_authentication_response(
            credential=given.document,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=given.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=verification == "required",
        ).new_sign_count
    except Exception as error:
        # As above.
        raise Rejected(f"{type(error).__name__}: {error}") from error
