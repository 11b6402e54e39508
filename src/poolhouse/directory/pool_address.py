"""Where people reach a pool's pages: the links in its mails begin with it.

The server's configured address counts, never the Host header of whoever asks: that would let anybody have a link to a
site of their own mailed to others.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from poolhouse.directory.relying_party import name_of_host
from poolhouse.model.domain import BEHIND_PREFIX
from poolhouse.model.user_pool import UserPool
from poolhouse.model.web_authn import is_relying_party_id
from poolhouse.ports import Records


class PoolAddresses:
    """``public_url`` is the server's own: domains answer at its scheme and port."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._own = f"{parts.scheme}://{parts.netloc}"
        self._scheme = parts.scheme
        self._port = f":{parts.port}" if parts.port else ""
        self._host = name_of_host(parts.hostname or "")

    async def of(self, records: Records, pool: UserPool) -> str:
        """``scheme://host:port``: the custom domain, else the prefix domain, else the server's own address."""
        domains = await records.domains_of(pool.id)
        custom = next((domain.domain for domain in domains if domain.custom is not None), None)
        if custom is not None:
            return self._at(custom)
        if self._scheme == "http":
            # The certificate of a server names the server, not what lies below it.
            for domain in domains:
                name = f"{domain.domain}{BEHIND_PREFIX}{self._host}"
                if is_relying_party_id(name):
                    return self._at(name)
        return self._own

    def _at(self, name: str) -> str:
        return f"{self._scheme}://{name}{self._port}"
