"""What a browser keeps of its sign-ins to a pool: the session, and what it is remembered by as a device."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.types import Scope

from poolhouse.flows.browser_device import BrowserDevice
from poolhouse.http.cookies import DEVICE_SECONDS, cookie_header, device_cookie, read_cookie, session_cookie
from poolhouse.oauth.browser_sessions import LIFETIME_SECONDS
from poolhouse.pages.visit import Answer, Sent


def session(scope: Scope, pool_id: str) -> str | None:
    return read_cookie(scope, session_cookie(pool_id))


def device(scope: Scope, pool_id: str) -> BrowserDevice | None:
    key, _, secret = (read_cookie(scope, device_cookie(pool_id)) or "").partition(".")
    return BrowserDevice(key, secret) if key and secret else None


def cookies(scope: Scope, pool_id: str, answer: Answer) -> Iterator[str]:
    """``Set-Cookie`` values of an answer."""
    if isinstance(answer, Sent) and answer.cookie is not None:
        yield cookie_header(scope, session_cookie(pool_id), answer.cookie, seconds=LIFETIME_SECONDS)
    if isinstance(answer, Sent) and answer.device is not None:
        value = f"{answer.device.key}.{answer.device.secret}"
        yield cookie_header(scope, device_cookie(pool_id), value, seconds=DEVICE_SECONDS)
