"""Cookies of the sign-in pages (RFC 6265; RFC 6265bis for ``SameSite`` and the prefix ``__Host-``).

Over TLS every cookie is bound to this very host by ``__Host-``; over plain http, which only a loopback address speaks,
browsers take neither the prefix nor ``Secure``.
"""

from __future__ import annotations

from typing import Literal

from starlette.types import Scope

SESSION = "cognito"
CSRF = "XSRF-TOKEN"
TRIP_SECONDS = 300
"""How long a browser may be away at an identity provider."""

DEVICE_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie (RFC 6265bis, 5.5)."""


def session_cookie(pool_id: str) -> str:
    """One server answers for many pools; a browser may be signed in to several."""
    return f"{SESSION}-{pool_id}"


def device_cookie(pool_id: str) -> str:
    """Outlives sessions: a browser that is remembered stays so."""
    return f"device-{pool_id}"


def trip_cookie(trip: str) -> str:
    """Several tabs may be away at identity providers at the same time."""
    return f"idp-{trip}"


def read_cookie(scope: Scope, name: str) -> str | None:
    """The value of the cookie, or None when there is none or more than one."""
    wanted, found = _full_name(scope, name), []
    for header, value in scope["headers"]:
        if header == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                key, _, text = pair.strip().partition("=")
                if key == wanted:
                    found.append(text)
    return found[0] if len(found) == 1 else None


def cookie_header(
    scope: Scope, name: str, value: str, *, seconds: int | None, same_site: Literal["Lax", "None"] = "Lax"
) -> str:
    """A ``Set-Cookie`` value. ``seconds`` None: until the browser closes. ``None`` for ``same_site`` needs TLS; without
    it the attribute is left out, and browsers send the cookie with forms of other sites for two minutes at least."""
    secure = scope["scheme"] == "https"
    parts = [f"{_full_name(scope, name)}={value}", "Path=/", "HttpOnly"]
    if secure or same_site == "Lax":
        parts.append(f"SameSite={same_site}")
    if secure:
        parts.append("Secure")
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    return "; ".join(parts)


def expired_cookie(scope: Scope, name: str) -> str:
    return cookie_header(scope, name, "", seconds=0)


def _full_name(scope: Scope, name: str) -> str:
    return f"__Host-{name}" if scope["scheme"] == "https" else name
