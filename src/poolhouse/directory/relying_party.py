"""The relying party whose passkeys a pool takes (developer guide, "Passkey sign-in")."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from poolhouse.model.domain import BEHIND_PREFIX
from poolhouse.model.user_pool import UserPool
from poolhouse.model.web_authn import is_relying_party_id
from poolhouse.ports import Records


class RelyingParties:
    """``public_url`` is the server's own: prefix domains lie below its host."""

    def __init__(self, public_url: str) -> None:
        self._host = name_of_host(urlsplit(public_url).hostname or "")

    async def of(self, records: Records, pool: UserPool) -> str | None:
        """The id that was set, else the custom domain, else the prefix domain; None where there is no such name."""
        if pool.web_authn and pool.web_authn.relying_party_id:
            return pool.web_authn.relying_party_id
        domains = await records.domains_of(pool.id)
        custom = next((domain.domain for domain in domains if domain.custom is not None), None)
        if custom is not None:
            return custom
        for domain in domains:
            name = f"{domain.domain}{BEHIND_PREFIX}{self._host}"
            if self._host and is_relying_party_id(name):
                return name
        return None


def name_of_host(host: str) -> str:
    """This machine's own address stands for ``localhost``: browsers take no address for a relying party."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return "localhost" if address.is_loopback else ""
