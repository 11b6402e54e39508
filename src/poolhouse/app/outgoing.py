"""HTTP to identity providers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


class Outgoing:
    """One client, made when it is first needed. It trusts what httpx trusts (``SSL_CERT_FILE`` included) and the local
    authority of the data directory: pools of one server may be each other's providers."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._client: httpx.AsyncClient | None = None

    def client(self) -> httpx.AsyncClient:
        if self._client is None:
            import httpx

            from poolhouse.certificates.trust import trusting

            self._client = httpx.AsyncClient(verify=trusting(self._data))
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
