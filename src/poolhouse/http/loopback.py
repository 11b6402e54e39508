"""What answers to this machine alone."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class LoopbackOnly:
    """Refuses whatever did not start on this machine, or was started here by a foreign web page.

    With a ``token`` callers must also present it (``Authorization: Bearer``): being on the machine is then not enough.
    """

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_local(scope) or not _is_from_this_server(scope):
            refusal = JSONResponse({"message": "This address answers to its own machine only."}, status_code=403)
            await refusal(scope, receive, send)
        elif not self._presented(scope):
            refusal = JSONResponse({"message": "Present the token of the data directory."}, status_code=401)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _presented(self, scope: Scope) -> bool:
        if self._token is None:
            return True
        given = Headers(scope=scope).get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode())


def is_local(scope: Scope) -> bool:
    """Whether a request started on this machine, and not in a web page from elsewhere.

    A peer address is not enough: a reverse proxy connects from this machine, and a page whose name was rebound to
    127.0.0.1 connects from the user's own browser, with that name in Host. Pages of other origins say so in Origin.
    """
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not _is_loopback_address(client[0]):
        return False
    if any(name in headers for name in PROXY_HEADERS) or len(headers.getlist("host")) != 1:
        return False
    origin = headers.get("origin")
    names = [_host_name(headers["host"])] if origin is None else [_host_name(headers["host"]), _origin_name(origin)]
    return all(_is_loopback_name(name) for name in names)


def _is_from_this_server(scope: Scope) -> bool:
    """Whether a web page behind the request, if there is one, is this server's own (Fetch Metadata)."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope['scheme']}://{headers['host']}":
        return False
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _origin_name(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


def _is_loopback_name(name: str) -> bool:
    return name == "localhost" or _is_loopback_address(name)


def _is_loopback_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
