"""GetSigningCertificate: what SAML providers verify the pool's requests with."""

from __future__ import annotations

import base64

from poolhouse.directory.lookup import existing_pool
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def get_signing_certificate(
    request: wire.GetSigningCertificateRequest, *, store: Store, clock: Clock
) -> wire.GetSigningCertificateResponse:
    """The certificate is DER in Base64, as in metadata."""
    # What makes certificates loads with the first one, not with the server.
    from poolhouse.directory.saml_keys import certificate, saml_key

    async with store.read() as records:
        pool = await existing_pool(records, request.user_pool_id)
    key = await saml_key(store, clock, pool.id)
    return wire.GetSigningCertificateResponse(certificate=base64.b64encode(certificate(key)).decode())
