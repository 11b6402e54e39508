"""A pool's own logo and style sheet (Cognito developer guide, "Apply branding to managed login pages" and "Customizing
hosted UI (classic) branding").

A client's managed-login branding comes first, then the classic customization of the client, then that of every client.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

import msgspec

from poolhouse.model.branding import EVERY_CLIENT, FILES, ManagedLoginBranding, UiCustomization, is_png
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.pages import managed_style
from poolhouse.pages.assets import Asset
from poolhouse.pages.views import Brand, Scheme
from poolhouse.ports import Records

_PATH = re.compile(rf"{FILES}([\w-]{{1,55}})/(\w{{1,128}})/[0-9a-f]{{16}}\.\w{{1,4}}", re.ASCII)
_CSS = "text/css; charset=utf-8"
_PICTURES: Mapping[str, str] = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "SVG": "image/svg+xml",
    "WEBP": "image/webp",
    "ICO": "image/x-icon",
}
_ENDINGS: Mapping[str, str] = {_CSS: "css"} | {kind: name.lower() for name, kind in _PICTURES.items()}


class _Look(msgspec.Struct, frozen=True):
    scheme: Scheme
    style: Asset | None
    logo: Asset | None
    dark_logo: Asset | None = None


async def brand_of(records: Records, client: UserPoolClient) -> Brand:
    for owner in (client.id, EVERY_CLIENT):
        for look in await _looks(records, client.pool_id, owner):
            return Brand(
                style_path=_path(client.pool_id, owner, look.style),
                logo_path=_path(client.pool_id, owner, look.logo),
                dark_logo_path=_path(client.pool_id, owner, look.dark_logo),
                scheme=look.scheme,
            )
    return Brand()


async def asset(records: Records, path: str) -> Asset | None:
    """What is under a path that :func:`brand_of` gave out, as long as it is the current one."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    looks = await _looks(records, found[1], found[2])
    files = [file for look in looks for file in (look.style, look.logo, look.dark_logo)]
    return next((file for file in files if _path(found[1], found[2], file) == path), None)


def _path(pool_id: str, owner: str, file: Asset | None) -> str | None:
    if file is None:
        return None
    return f"{FILES}{pool_id}/{owner}/{sha256(file.content).hexdigest()[:16]}.{_ENDINGS[file.media_type]}"


async def _looks(records: Records, pool_id: str, owner: str) -> list[_Look]:
    """The one that counts comes first."""
    looks = []
    branding = None if owner == EVERY_CLIENT else await records.find_branding(owner)
    if branding is not None and branding.pool_id == pool_id:
        looks.append(_managed(branding))
    if customization := await records.get_ui_customization(pool_id, owner):
        looks.append(_classic(customization))
    return looks


def _managed(branding: ManagedLoginBranding) -> _Look:
    if branding.use_provided_values:
        return _Look("auto", None, None)
    scheme = managed_style.scheme(branding.settings)
    logos = {
        asset.color_mode: Asset(asset.bytes_, _PICTURES[asset.extension])
        for asset in branding.assets
        if asset.category == "FORM_LOGO" and asset.bytes_
    }
    light, dark = (logos.get(mode) or logos.get("DYNAMIC") for mode in ("LIGHT", "DARK"))
    return _Look(
        scheme,
        Asset(managed_style.style(branding.settings).encode(), _CSS),
        logo=dark if scheme == "dark" else light or dark,
        dark_logo=dark if scheme == "auto" and dark != light else None,
    )


def _classic(customization: UiCustomization) -> _Look:
    picture = customization.image
    kind = _PICTURES["PNG" if picture and is_png(picture) else "JPEG"]
    return _Look(
        # The documented class names know nothing of a dark scheme.
        "light" if customization.css else "auto",
        Asset(customization.css.encode(), _CSS) if customization.css else None,
        Asset(picture, kind) if picture else None,
    )
