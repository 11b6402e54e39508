"""Paths that read the same in any letter case: documentation and browsers spell those of the pages differently."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send


class AnyCaseRoute(BaseRoute):
    """Sends ``path``, and with ``below`` everything under it, to ``app``."""

    def __init__(self, path: str, app: ASGIApp, *, below: bool = False) -> None:
        self.path = path
        self.app = app
        self._key = path.lower()
        self._below = below

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"].lower()
        hit = scope["type"] == "http" and (path == self._key or (self._below and path.startswith(f"{self._key}/")))
        return (Match.FULL if hit else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def routes_to(app: ASGIApp, paths: Iterable[str], below: Iterable[str]) -> list[BaseRoute]:
    return [
        *(AnyCaseRoute(path, app) for path in paths),
        *(AnyCaseRoute(path, app, below=True) for path in below),
    ]
