"""What the pages act through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import msgspec

from poolhouse.directory.strangers import Strangers
from poolhouse.model import srp
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.oauth.hosted_sign_in import HostedSignIn
from poolhouse.oauth.passkeys import PasskeysOnPages
from poolhouse.operations import delivery
from poolhouse.operations.caller import Caller
from poolhouse.pages.visit import Visit
from poolhouse.wire.cognito_idp import OPERATIONS
from poolhouse.wire.validation import decode

BoundOperation = Callable[[Any, Caller], Awaitable[Any]]


class Visitor(Protocol):
    """Through which client somebody comes, and from where."""

    @property
    def client(self) -> UserPoolClient: ...
    @property
    def caller(self) -> Caller: ...


class PageServices(msgspec.Struct, frozen=True):
    """``operations`` are those of the API, bound to their services: pages do nothing that the API would refuse."""

    sign_in: HostedSignIn
    passkeys: PasskeysOnPages
    operations: Mapping[str, BoundOperation]
    strangers: Strangers

    def seeming_destination(self, visit: Visit, username: str) -> str:
        """Where a code for a name that nobody has would seem to go, masked."""
        return delivery.simulated(visit.pool, username, self.strangers).details().destination or ""

    async def call(self, name: str, visit: Visitor, username: str, **members: object) -> Any:
        """The response of an operation on a user of the visit's client. Raises ServiceError."""
        client = visit.client
        asked = {"ClientId": client.id, "Username": username, **members}
        if client.secret is not None:
            asked["SecretHash"] = srp.secret_hash(username, client.id, client.secret)
        request = decode(OPERATIONS[name], msgspec.json.encode(asked))
        return await self.operations[name](request, visit.caller)
