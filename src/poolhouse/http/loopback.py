"""Routes for this machine alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class LoopbackOnly:
    """Refuses whatever did not start on this machine, or was started here by a foreign web page.

    A peer address is not enough: a reverse proxy connects from this machine, and a page whose name was rebound to
    127.0.0.1 connects from the user's own browser, with that name in Host. Pages of other origins say so in Origin or
    Sec-Fetch-Site (Fetch Metadata).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_local(scope):
            await self._app(scope, receive, send)
        else:
            refusal = JSONResponse({"message": "This address answers to its own machine only."}, status_code=403)
            await refusal(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not _is_loopback_address(client[0]):
        return False
    if any(name in headers for name in PROXY_HEADERS) or len(headers.getlist("host")) != 1:
        return False
    host = headers["host"]
    if not _is_loopback_name(_host_name(host)):
        return False
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope['scheme']}://{host}":
        return False
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
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
