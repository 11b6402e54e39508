"""The address under which the caller reached this server."""

from __future__ import annotations

import re

from starlette.types import Scope

_HOST = re.compile(rb"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def base_url(scope: Scope, host: bytes | None) -> str:
    """``scheme://host:port`` from the Host header; from the listening address when the header is no host name."""
    if host is not None and _HOST.fullmatch(host):
        return f"{scope['scheme']}://{host.decode('ascii').lower()}"
    address, port = scope.get("server") or ("localhost", None)
    if ":" in address:
        address = f"[{address}]"
    return f"{scope['scheme']}://{address}" + (f":{port}" if port else "")
