"""How a pool's sign-in pages look: managed-login branding, and the classic pages' logo and CSS."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from poolhouse.wire import cognito_idp as wire

EVERY_CLIENT = "ALL"
"""In the place of a client id: the customization of clients without one of their own."""


FILES = "/_pages/of/"
"""Where the pages serve the files of customizations."""


class ManagedLoginBranding(msgspec.Struct, frozen=True, kw_only=True):
    """A client's branding style. ``settings`` is the JSON document of the branding editor. Times in Unix seconds."""

    id: str
    pool_id: str
    client_id: str
    use_provided_values: bool
    settings: dict[str, Any]
    assets: tuple[wire.AssetType, ...]
    created_at: float
    modified_at: float


class UiCustomization(msgspec.Struct, frozen=True, kw_only=True):
    """``client_id`` may be :data:`EVERY_CLIENT`. ``image`` is a PNG or JPEG file. Times in Unix seconds."""

    pool_id: str
    client_id: str
    css: str | None
    css_version: str
    image: bytes | None
    created_at: float
    modified_at: float

    @property
    def image_path(self) -> str | None:
        """Where the sign-in pages serve the logo: another image has another path."""
        if not self.image:
            return None
        name, extension = sha256(self.image).hexdigest()[:16], "png" if is_png(self.image) else "jpeg"
        return f"{FILES}{self.pool_id}/{self.client_id}/{name}.{extension}"


def is_png(image: bytes) -> bool:
    return image.startswith(b"\x89PNG\r\n\x1a\n")


def is_jpeg(image: bytes) -> bool:
    return image.startswith(b"\xff\xd8\xff")
