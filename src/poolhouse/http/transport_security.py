"""HTTP Strict Transport Security (RFC 6797): who came by TLS comes by TLS from now on."""

from __future__ import annotations

from starlette.types import Message, Scope, Send

HEADER = (b"strict-transport-security", b"max-age=31536000 ; includeSubDomains")
"""As Cognito writes it."""


def with_transport_security(scope: Scope, send: Send) -> Send:
    """Adds the header to what was asked for by TLS.

    ``localhost`` is left out: the header is for every port of a name, and would close http://localhost:3000 to the
    browser of whoever develops there. Browsers pay no attention to it where the host is an address (section 8.1.1).
    """
    if scope["scheme"] != "https" or _is_localhost(scope):
        return send

    async def send_with_header(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), HEADER]}
        await send(message)

    return send_with_header


def _is_localhost(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"host":
            host = bytes(value).lower().partition(b":")[0]
            return host == b"localhost" or host.endswith(b".localhost")
    return False
