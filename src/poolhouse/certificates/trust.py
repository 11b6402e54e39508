"""What commands of this machine trust when they call a server."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx

from poolhouse.certificates.authority import public_certificate


def trusting(data: Path) -> ssl.SSLContext:
    """What httpx trusts (``SSL_CERT_FILE`` included), and the local authority of the data directory where there is one.

    Raises OSError.
    """
    context = httpx.create_ssl_context()
    certificate = public_certificate(data)
    if certificate.is_file():
        context.load_verify_locations(certificate)
    return context
