"""The key that signs a pool's requests to SAML providers."""

from __future__ import annotations

import msgspec


class SamlKey(msgspec.Struct, frozen=True, kw_only=True):
    """An RSA-2048 key. ``private_der`` is PKCS #8 DER, sealed at rest. Time in Unix seconds."""

    pool_id: str
    private_der: bytes
    created_at: float
