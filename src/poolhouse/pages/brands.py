"""A pool's own logo and style sheet (Cognito developer guide, "Customizing hosted UI (classic) branding")."""

from __future__ import annotations

import re
from hashlib import sha256

from poolhouse.model.branding import EVERY_CLIENT, UiCustomization
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.pages.assets import PREFIX, Asset
from poolhouse.pages.views import Brand
from poolhouse.ports import Records

_PATH = re.compile(rf"{PREFIX}of/([\w-]{{1,55}})/(\w{{1,128}})/([0-9a-f]{{16}})\.(css|png|jpg)", re.ASCII)
_PNG = b"\x89PNG"


async def brand_of(records: Records, client: UserPoolClient) -> Brand:
    """The client's own customization, else that of every client."""
    for owner in (client.id, EVERY_CLIENT):
        if customization := await records.get_ui_customization(client.pool_id, owner):
            style, logo = _style(customization), _logo(customization)
            return Brand(
                style_path=_path(customization, style, "css") if style else None,
                logo_path=_path(customization, logo, _extension(logo)) if logo else None,
                # The class names know nothing of a dark scheme.
                scheme="light" if style else "auto",
            )
    return Brand()


async def asset(records: Records, path: str) -> Asset | None:
    """The style sheet or logo under a path that :func:`brand_of` gave out, as long as it is the current one."""
    found = _PATH.fullmatch(path)
    customization = await records.get_ui_customization(found[1], found[2]) if found else None
    if found is None or customization is None:
        return None
    content = _style(customization) if found[4] == "css" else _logo(customization)
    if content is None or path != _path(customization, content, "css" if found[4] == "css" else _extension(content)):
        return None
    return Asset(content, {"css": "text/css; charset=utf-8", "png": "image/png", "jpg": "image/jpeg"}[found[4]])


def _style(customization: UiCustomization) -> bytes | None:
    return customization.css.encode() if customization.css else None


def _logo(customization: UiCustomization) -> bytes | None:
    return customization.image or None


def _extension(logo: bytes) -> str:
    return "png" if logo.startswith(_PNG) else "jpg"


def _path(customization: UiCustomization, content: bytes, extension: str) -> str:
    digest = sha256(content).hexdigest()[:16]
    return f"{PREFIX}of/{customization.pool_id}/{customization.client_id}/{digest}.{extension}"
