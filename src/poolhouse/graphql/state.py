"""One request while it is executed: who asks, what they may see, and how much they have asked for so far."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import FieldNode

from poolhouse.graphql.access import FieldName
from poolhouse.graphql.api import Api
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.failures import BudgetExceeded, FieldError
from poolhouse.graphql.ports import Permissions
from poolhouse.graphql.request import GraphqlRequest
from poolhouse.graphql.resolvers.run import Services
from poolhouse.graphql.sources.batch import Batch
from poolhouse.graphql.utilities.java_regex import SearchTime

MOST_FIELDS = 20_000
"""Choice. Fields without a resolver cost time too, all of it on the event loop."""

MOST_COPIED = 32 * 1024 * 1024
"""Choice: bytes of the body, as often as a resolver gets a copy of its variables and arguments."""

TURN_SECONDS = 0.01
"""After so much work others are served first."""


class Appended(msgspec.Struct, frozen=True):
    """An error that ``util.appendError`` recorded, and where."""

    error: FieldError
    path: list[str | int]
    nodes: list[FieldNode]


class RequestState(msgspec.Struct, kw_only=True):
    """``deadline`` is on the loop's clock. ``batches`` by field and step."""

    api: Api
    caller: Caller
    request: GraphqlRequest
    variables: Mapping[str, Any]
    services: Services
    permissions: Permissions
    deadline: float
    appended: list[Appended] = msgspec.field(default_factory=list)
    response_headers: dict[str, str] = msgspec.field(default_factory=dict)
    batches: dict[tuple[FieldName, int], Batch] = msgspec.field(default_factory=dict)
    searches: SearchTime = msgspec.field(default_factory=SearchTime)
    _turns: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    _turn_began: float = msgspec.field(default_factory=time.perf_counter)
    _fields: int = 0
    _resolvers: int = 0
    _visible: dict[FieldName, bool] = msgspec.field(default_factory=dict)

    def count_field(self) -> None:
        """Raises BudgetExceeded."""
        self._fields += 1
        if self._fields > MOST_FIELDS:
            raise BudgetExceeded

    def count_resolver(self) -> None:
        """Raises FieldError; the texts are unconfirmed."""
        self._resolvers += 1
        if self._resolvers * len(self.request.body) > MOST_COPIED:
            raise FieldError("The request is too large for so many resolvers.", "QueryLimitReached")
        if self._resolvers > self.api.most_resolvers:
            raise FieldError(
                f"The limit of {self.api.most_resolvers} resolvers per request is reached.",
                "ResolverExecutionLimitReached",
            )

    @property
    def turn_is_over(self) -> bool:
        return time.perf_counter() - self._turn_began > TURN_SECONDS

    async def next_turn(self) -> None:
        """One part of the request after the other goes on, and between them the rest of the server."""
        async with self._turns:
            if self.turn_is_over:
                await asyncio.sleep(0)
                self._turn_began = time.perf_counter()

    def may_see(self, name: FieldName) -> bool:
        """What the schema and a Lambda authorizer say; a role's permissions come on top."""
        visible = self._visible.get(name)
        if visible is None:
            visible = self.api.rules[name].allows(self.caller) and ".".join(name) not in self.caller.denied_fields
            self._visible[name] = visible
        return visible

    async def role_allows(self, name: FieldName) -> bool:
        """IAM's word on a field of the query, mutation or subscription type."""
        signed = self.caller.signed
        if signed is None:
            return True
        if signed.role_arn is None:
            # The account's own keys need no policy; an identity's credentials without a role have none.
            return signed.identity_id is None
        resource = f"{self.api.arn}/types/{name[0]}/fields/{name[1]}"
        return await self.permissions.allows(signed, "appsync:GraphQL", resource)
