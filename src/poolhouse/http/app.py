"""The one port: which path is answered by whom. What is not listed here is of OAuth and the pages, or of nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from poolhouse.http.anew import Anew
from poolhouse.http.failures import log_crash
from poolhouse.http.loopback import LoopbackOnly
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.http.transport_security import with_transport_security
from poolhouse.http.well_known import Discovery, KeySet, well_known_routes
from poolhouse.ports import Entropy

FORM = b"application/x-www-form-urlencoded"


def build_app(
    *,
    version: str,
    entropy: Entropy,
    aws_json: ASGIApp,
    key_set: KeySet,
    discovery: Discovery,
    functions: ASGIApp,
    query_api: ASGIApp,
    graphql: ASGIApp,
    deployment: ASGIApp,
    oauth: ASGIApp,
    admin_routes: Sequence[BaseRoute] = (),
    admin_token: str | None = None,
    lifespan: Lifespan[Starlette] | None = None,
) -> Edge:
    """The whole server. ``aws_json`` answers ``/``, and ``query_api`` does where forms are sent; ``functions`` is the
    Lambda REST API; ``deployment`` takes what deploying commands bring along.

    ``oauth`` is everything else: the endpoints of OAuth and the sign-in pages.
    ``functions`` and ``deployment`` bring their own guards and see whole paths; ``admin_routes`` are relative to
    ``/_poolhouse`` and are guarded here, by ``admin_token`` too where there is one.
    """

    aws_json, query_api, functions, oauth = Anew(aws_json), Anew(query_api), Anew(functions), Anew(oauth)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "version": version})

    routes: list[BaseRoute] = [
        Route("/health", health, methods=["GET"]),
        *well_known_routes(key_set, discovery),
        Route("/2015-03-31/functions", functions),
        Route("/2015-03-31/functions/{rest:path}", functions),
        Route("/graphql/{api_id}", graphql),
        Route("/_poolhouse/objects/{rest:path}", deployment),
        Route("/_poolhouse/parameters", deployment),
        Route("/_poolhouse/parameters/{rest:path}", deployment),
        Mount("/_poolhouse", app=LoopbackOnly(Router(routes=list(admin_routes), redirect_slashes=False), admin_token)),
    ]
    rest = Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _http_error, Exception: _http_error}
    )
    rest.router.redirect_slashes = False
    rest.router.default = oauth
    return Edge(aws_json, query_api, oauth, rest, entropy)


class Edge:
    """Gives every request an id and sends the busy paths past the router."""

    def __init__(
        self,
        aws_json: ASGIApp,
        query_api: ASGIApp,
        oauth: ASGIApp,
        rest: Starlette,
        entropy: Entropy,
    ) -> None:
        self._aws_json = aws_json
        self._query_api = query_api
        self._oauth = oauth
        self._rest = rest
        self._entropy = entropy

    @property
    def routes(self) -> list[BaseRoute]:
        """What the router knows."""
        return self._rest.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._rest(scope, receive, send)
            return
        request_id = self._entropy.uuid()
        REQUEST_ID.set(request_id)
        send = with_transport_security(scope, send)
        if scope["path"] == "/":
            await (self._query_api if _is_form(scope) else self._aws_json)(scope, receive, send)
        else:
            app = self._oauth if scope["path"] == "/oauth2/token" else self._rest
            await _Guarded(app, request_id)(scope, receive, send)


def _is_form(scope: Scope) -> bool:
    """The Query protocol posts forms; of the JSON protocol only its preflights come without a type."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            return bytes(value).startswith(FORM)
    return False


class _Guarded:
    """Adds the request id to the answer and ends a crash with a bare 500."""

    def __init__(self, app: ASGIApp, request_id: str) -> None:
        self._app = app
        self._header = (b"x-amzn-requestid", request_id.encode("ascii"))
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._started = True
                headers = [pair for pair in message.get("headers", ()) if pair[0].lower() != b"x-amzn-requestid"]
                message = {**message, "headers": [*headers, self._header]}
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception as error:
            # Starlette has answered 500 before it raises again; raising on would log the exception's text.
            log_crash(f"{scope['method']} route", error)
            if not self._started:
                await _message("Internal error.", 500)(scope, receive, send_with_id)


async def _http_error(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    texts = {404: "Not found.", 405: "Method not allowed.", 500: "Internal error."}
    return _message(texts.get(status, "Request refused."), status, headers)


def _message(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"message": text}, status_code=status, headers=headers)
