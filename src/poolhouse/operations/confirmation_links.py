"""Links that confirm new users, for pools whose mails have one in place of a code.

Source: Cognito developer guide, "Configuring email and phone verification".
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from poolhouse.directory.pool_address import PoolAddresses
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool
from poolhouse.operations.delivery import mails_links
from poolhouse.ports import Records

PATH = "/confirmUser"
CLIENT, NAME, CODE = "client_id", "user_name", "confirmation_code"


class ConfirmationLinks:
    def __init__(self, addresses: PoolAddresses) -> None:
        self._addresses = addresses

    async def make(self, records: Records, pool: UserPool, client_id: str, user: User, code: str) -> str | None:
        """None where the pool's mails have codes."""
        if not mails_links(pool):
            return None
        query = urlencode({CLIENT: client_id, NAME: user.username, CODE: code}, quote_via=quote, safe="")
        return f"{await self._addresses.of(records, pool)}{PATH}?{query}"
