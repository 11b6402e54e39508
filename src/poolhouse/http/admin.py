"""``/_poolhouse``: what the commands ask a running server. Loopback only; guarded by the edge."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from poolhouse.ports import Store
from poolhouse.triggers.recent import RecentInvocations
from poolhouse.triggers.recent_lines import RecentLines

LONGEST_PAGE = 200
LONGEST_NUMBER = 18


def admin_routes(store: Store, recent: RecentInvocations, lines: RecentLines) -> list[Route]:
    async def inbox(request: Request) -> Response:
        """Messages with an id above ``after``, oldest first."""
        after = _number(request)
        if after is None:
            return _json({"message": "after must be the id of a message"}, 400)
        async with store.read() as records:
            messages = await records.list_messages(after=after, limit=LONGEST_PAGE)
        return _json({"messages": messages})

    async def function_lines(request: Request) -> Response:
        """What functions wrote after the line numbered ``after``, oldest first."""
        after = _number(request)
        if after is None:
            return _json({"message": "after must be the number of a line"}, 400)
        return _json({"lines": lines.after(after)})

    async def all_invocations(_: Request) -> Response:
        """The last calls of every pool's pre token generation trigger, newest first."""
        return _json({"invocations": recent.of_all_pools()})

    async def invocations(request: Request) -> Response:
        """The last calls of a pool's pre token generation trigger, newest first."""
        return _json({"invocations": recent.of_pool(request.path_params["pool_id"])})

    return [
        Route("/inbox", inbox, methods=["GET"]),
        Route("/function-lines", function_lines, methods=["GET"]),
        Route("/invocations", all_invocations, methods=["GET"]),
        Route("/pools/{pool_id}/invocations", invocations, methods=["GET"]),
    ]


def _number(request: Request) -> int | None:
    after = request.query_params.get("after", "0")
    return int(after) if after.isdecimal() and len(after) <= LONGEST_NUMBER else None


def _json(value: object, status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(value), status, media_type="application/json", headers={"cache-control": "no-store"}
    )
