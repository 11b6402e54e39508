"""What deployments make and use, put together when it is first asked for, or at the start when there are stacks.

Servers of user pools alone, which start in half the time without it, never load it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from poolhouse.app.lazily import Lazily
from poolhouse.app.parts import Parts
from poolhouse.functions.api.operations import LambdaOperations
from poolhouse.http.authorization import Authorizer
from poolhouse.http.aws_json import JsonService

if TYPE_CHECKING:
    from poolhouse.app.stacks import StackParts


_log = logging.getLogger(__name__)


class Deployments:
    def __init__(
        self,
        parts: Parts,
        services: list[JsonService],
        functions: LambdaOperations,
        authorizer: Callable[[str], Authorizer],
    ) -> None:
        self._parts = parts
        self._services = services
        self._functions = functions
        self._authorizer = authorizer

    @cached_property
    def _built(self) -> StackParts:
        from poolhouse.app.stacks import build_stacks

        return build_stacks(self._parts, self._services, self._functions, self._authorizer)

    async def start(self) -> None:
        async with self._parts.store.read() as records:
            there_are_stacks = await records.has_stacks()
        if there_are_stacks:
            try:
                await self._built.stacks.recover()
            except Exception:
                # One stack that cannot be read must not keep everyone from signing in.
                _log.exception("The stacks could not be looked through")

    async def close(self) -> None:
        if "_built" in self.__dict__:
            await self._built.close()

    @property
    def query_api(self) -> ASGIApp:
        return Lazily(lambda: self._built.query_api)

    @property
    def graphql(self) -> ASGIApp:
        return Lazily(lambda: self._built.graphql)

    @property
    def objects(self) -> ASGIApp:
        return Lazily(lambda: self._built.deployment)
