"""One request while it is executed: who asks, what they may see, and how much they have asked for so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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

MOST_FIELDS = 100_000
"""Choice. Fields without a resolver cost time too, all of it on the event loop."""


@dataclass(frozen=True, slots=True)
class Appended:
    """An error that ``util.appendError`` recorded, and where."""

    error: FieldError
    path: list[str | int]
    nodes: list[FieldNode]


@dataclass(slots=True, kw_only=True)
class RequestState:
    """``deadline`` is on the loop's clock. ``batches`` by field and step."""

    api: Api
    caller: Caller
    request: GraphqlRequest
    variables: Mapping[str, Any]
    services: Services
    permissions: Permissions
    deadline: float
    appended: list[Appended] = field(default_factory=list)
    response_headers: dict[str, str] = field(default_factory=dict)
    batches: dict[tuple[FieldName, int], Batch] = field(default_factory=dict)
    searches: SearchTime = field(default_factory=SearchTime)
    _fields: int = 0
    _resolvers: int = 0
    _visible: dict[FieldName, bool] = field(default_factory=dict)

    def count_field(self) -> None:
        """Raises BudgetExceeded."""
        self._fields += 1
        if self._fields > MOST_FIELDS:
            raise BudgetExceeded

    def count_resolver(self) -> None:
        """Raises FieldError; the text is unconfirmed."""
        self._resolvers += 1
        if self._resolvers > self.api.most_resolvers:
            raise FieldError(
                f"The limit of {self.api.most_resolvers} resolvers per request is reached.",
                "ResolverExecutionLimitReached",
            )

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
