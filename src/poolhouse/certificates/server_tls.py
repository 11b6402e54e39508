"""TLS of a running server, with certificates that change while it runs."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

from poolhouse.certificates.own_pair import check_pair
from poolhouse.certificates.pem_file import BadCertificate
from poolhouse.certificates.server_certificate import server_certificate
from poolhouse.ports import Clock

LOOK_SECONDS = 3600.0
_log = logging.getLogger(__name__)


class Certificates(Protocol):
    """Where the pair comes from that the server shows now."""

    def load(self, context: ssl.SSLContext) -> None:
        """Connections made from now on are shown the newest pair. Raises BadCertificate, OSError."""


class LocalCertificates:
    """From the local authority of a data directory; issued anew in time."""

    def __init__(self, data: Path, host: str, clock: Clock) -> None:
        self._data = data
        self._host = host
        self._clock = clock

    def load(self, context: ssl.SSLContext) -> None:
        context.load_cert_chain(server_certificate(self._data, self._host, self._clock.now()))


class OwnCertificates:
    """A pair of files that somebody else renews."""

    def __init__(self, certificate: Path, key: Path, clock: Clock) -> None:
        self._certificate = certificate
        self._key = key
        self._clock = clock

    def load(self, context: ssl.SSLContext) -> None:
        check_pair(self._certificate, self._key, self._clock.now())
        try:
            context.load_cert_chain(self._certificate, self._key)
        except ssl.SSLError as problem:
            raise BadCertificate(f"the certificates in {self._certificate} cannot be used: {problem.reason}") from None


class ServerTls:
    """TLS 1.2 and 1.3 for uvicorn, with a pair that is looked at again now and then.

    Raises BadCertificate, OSError.
    """

    def __init__(self, certificates: Certificates) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self._certificates = certificates
        certificates.load(self.context)

    @asynccontextmanager
    async def kept_current(self) -> AsyncIterator[None]:
        """For as long as the block runs."""
        renewing = asyncio.create_task(self._keep_current())
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing

    async def _keep_current(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.renew()

    def renew(self) -> None:
        """A new pair that is no good leaves the server with the one that it has."""
        try:
            self._certificates.load(self.context)
        except (BadCertificate, OSError) as problem:
            _log.error("The certificate is not renewed: %s", problem)
