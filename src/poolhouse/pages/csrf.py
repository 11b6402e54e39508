"""Forms that another site makes up are not acted on (OWASP, "Cross-Site Request Forgery Prevention").

The token in the form must be that of the cookie, which another site can neither read nor, with ``__Host-``, set; and a
browser that says where the form came from must say: from here.
"""

from __future__ import annotations

import hmac
import re
from urllib.parse import urlsplit

from starlette.types import Scope

from poolhouse.http.cookies import CSRF, cookie_header, read_cookie
from poolhouse.ports import Entropy
from poolhouse.tokens.jwt import base64url

FIELD = "_csrf"
_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def known_token(scope: Scope) -> str | None:
    """The browser's own, kept so that the forms of its other tabs stay good."""
    token = read_cookie(scope, CSRF)
    return token if token and _TOKEN.fullmatch(token) else None


def new_token(entropy: Entropy) -> str:
    return base64url(entropy.token_bytes(_TOKEN_BYTES)).decode()


def token_cookie(scope: Scope, token: str) -> str:
    """The ``Set-Cookie`` value; it lives as long as the browser does."""
    return cookie_header(scope, CSRF, token, seconds=None)


def is_own(scope: Scope, known: str | None, given: str) -> bool:
    """Whether a form that was sent came from a page of this browser and this host."""
    if known is None or not hmac.compare_digest(known.encode(), given.encode()):
        return False
    headers: dict[bytes, bytes] = dict(scope["headers"])
    origin = headers.get(b"origin")
    if origin is None:
        return True
    try:
        host = headers.get(b"host", b"").decode("latin-1").lower()
        return urlsplit(origin.decode("latin-1")).netloc == host
    except ValueError:
        return False
