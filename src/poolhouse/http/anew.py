"""A request whose pool, client or user was deleted while it was being answered is answered once more, from the start:
then it finds nothing there and says so in the words for that."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poolhouse.ports import Gone


class Anew:
    """``app`` lets Gone pass as long as it has sent nothing. A second time is nobody's deletion but a defect."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received: list[Message] = []

        async def receive_and_keep() -> Message:
            message = await receive()
            received.append(message)
            return message

        async def receive_again() -> Message:
            return received.pop(0) if received else await receive()

        try:
            await self._app(scope, receive_and_keep, send)
        except Gone:
            await self._app(scope, receive_again, send)
