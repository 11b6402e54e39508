"""An authenticator and a browser in a few lines, written from W3C Web Authentication Level 3."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

RP_ID = "tide.poolhouse.test"
ORIGIN = f"https://app.{RP_ID}"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """Holds one passkey. Every part of what it says can be wrong on purpose."""

    algorithm: int = -7
    count: int = 0
    flags: int = PRESENT | VERIFIED
    id: bytes = field(default_factory=lambda: os.urandom(32))

    def __post_init__(self) -> None:
        self.key = (
            ec.generate_private_key(ec.SECP256R1())
            if self.algorithm == -7
            else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        )

    def cose(self) -> dict[int, object]:
        if isinstance(self.key, rsa.RSAPrivateKey):
            public = self.key.public_key().public_numbers()
            return {1: 3, 3: self.algorithm, -1: public.n.to_bytes(256, "big"), -2: public.e.to_bytes(3, "big")}
        point = self.key.public_key().public_numbers()
        return {1: 2, 3: self.algorithm, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, padding.PKCS1v15(), SHA256())
        return self.key.sign(message, ec.ECDSA(SHA256()))

    def data(self, rp_id: str, flags: int) -> bytes:
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def create(self, options: dict[str, Any], *, origin: str = ORIGIN, **wrong: Any) -> dict[str, Any]:
        """RegistrationResponseJSON."""
        client = _client_data("webauthn.create", options["challenge"], origin, wrong)
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(wrong.get("cose", self.cose()))
        data = self.data(wrong.get("rp_id", options["rp"]["id"]), self.flags | ATTESTED) + attested
        response = {
            "clientDataJSON": encode(client),
            "attestationObject": encode(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["internal", "carrier-pigeon"],
        }
        return {**self._named(), "authenticatorAttachment": "platform", "response": response}

    def get(self, options: dict[str, Any], *, origin: str = ORIGIN, **wrong: Any) -> dict[str, Any]:
        """AuthenticationResponseJSON."""
        client = _client_data("webauthn.get", options["challenge"], origin, wrong)
        data = self.data(wrong.get("rp_id", options["rpId"]), self.flags)
        signature = self.sign(data + sha256(client).digest())
        response = {
            "clientDataJSON": encode(client),
            "authenticatorData": encode(data),
            "signature": encode(signature),
        }
        if "user_handle" in wrong:
            response["userHandle"] = encode(wrong["user_handle"].encode())
        return {**self._named(), "response": response}

    def _named(self) -> dict[str, Any]:
        return {"id": encode(self.id), "rawId": encode(self.id), "type": "public-key", "clientExtensionResults": {}}


def _client_data(kind: str, challenge: str, origin: str, wrong: dict[str, Any]) -> bytes:
    content = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return json.dumps(content | wrong.get("client_data", {})).encode()
