"""Pages and files as HTTP answers."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from poolhouse.http.browser import HEADERS
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.pages.assets import Asset

# Chromium holds redirects that follow a form against form-action, those of the client's own site included: forms that
# lead back to the client go without.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_STAYS = "; form-action 'self'"
_FOR_GOOD = "public, max-age=31536000, immutable"


def page_answer(html: str, status: int, *, leaves: bool) -> Response:
    policy = _POLICY if leaves else _POLICY + _STAYS
    headers = {**HEADERS, "content-security-policy": policy, "x-amz-cognito-request-id": REQUEST_ID.get()}
    return Response(html, status, headers, "text/html; charset=utf-8")


def asset_answer(asset: Asset) -> Response:
    """Its path changes with its content."""
    headers: Mapping[str, str] = {
        "cache-control": _FOR_GOOD,
        "x-content-type-options": "nosniff",
        # Nothing in a picture or style sheet of a pool runs, should anybody open it as a page.
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(asset.content, 200, headers, asset.media_type)
