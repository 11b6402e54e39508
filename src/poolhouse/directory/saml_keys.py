"""The key with which a pool signs its requests to SAML providers, and its certificate.

Source: developer guide, "SAML signing and encryption"; API reference, GetSigningCertificate.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

from poolhouse.model.saml_key import SamlKey
from poolhouse.ports import Clock, Store

YEARS = 10


async def saml_key(store: Store, clock: Clock, pool_id: str) -> SamlKey:
    """The key of an existing pool, made when it is first asked for; that takes some 0.1 s, in a thread."""
    async with store.read() as records:
        key = await records.get_saml_key(pool_id)
    if key is None:
        made = SamlKey(pool_id=pool_id, private_der=await asyncio.to_thread(_generate), created_at=int(clock.now()))
        async with store.write() as records:
            # Of two that made one at the same time the first wins.
            await records.add_saml_key(made)
            key = await records.get_saml_key(pool_id)
    if key is None:
        raise LookupError(f"pool {pool_id} has no place for a key")
    return key


def private_key(key: SamlKey) -> rsa.RSAPrivateKey:
    return cast(rsa.RSAPrivateKey, load_der_private_key(key.private_der, password=None))


def certificate(key: SamlKey) -> bytes:
    """In DER; the same bytes each time, so that nobody need keep them."""
    private = private_key(key)
    public = private.public_key()
    digest = sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, key.pool_id)])
    begins = datetime.fromtimestamp(key.created_at, UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(int.from_bytes(digest[:16], "big") >> 1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * YEARS))
        .sign(private, hashes.SHA256())
    )
    return built.public_bytes(Encoding.DER)


def _generate() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
