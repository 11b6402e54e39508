"""Images of sign-in pages: of the type that they say, and without anything that runs.

Source: developer guide, "Customizing hosted UI (classic) branding" and "Apply branding to managed login pages".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree import ElementTree

from poolhouse import errors
from poolhouse.model.branding import is_jpeg, is_png
from poolhouse.wire import cognito_idp as wire

LOGO_BYTES = 100 * 1024
_RUNNING_ELEMENTS = frozenset(
    {"script", "foreignobject", "handler", "listener", "iframe", "object", "embed", "audio", "video", "style"}
)


def check_logo(image: bytes) -> None:
    """A logo of the classic pages. Raises ServiceError InvalidParameterException."""
    if not (is_png(image) or is_jpeg(image)):
        raise errors.IMAGE_TYPE(type="PNG or JPEG")
    if len(image) > LOGO_BYTES:
        raise errors.IMAGE_SIZE(most=LOGO_BYTES)


def check_asset(asset: wire.AssetType) -> None:
    """Raises ServiceError InvalidParameterException."""
    if not asset.bytes_ or not _IS[asset.extension](asset.bytes_):
        raise errors.IMAGE_TYPE(type=asset.extension)


def _is_icon(image: bytes) -> bool:
    return image.startswith(b"\x00\x00\x01\x00")


def _is_webp(image: bytes) -> bool:
    return image[:4] == b"RIFF" and image[8:12] == b"WEBP"


def _is_still_svg(image: bytes) -> bool:
    """SVG opened by itself is a document of this server's origin: it must neither run nor load anything."""
    try:
        text = image.decode()
    except UnicodeDecodeError:
        return False
    # No DTD, so no entities; no processing instruction but the declaration, so no style sheet from elsewhere.
    if "<!DOCTYPE" in text or "<!ENTITY" in text or "<?" in text.removeprefix("<?xml "):
        return False
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - nothing is left in it that could expand
    except (ElementTree.ParseError, ValueError, RecursionError):
        return False
    return _local(root.tag) == "svg" and all(map(_is_still, root.iter()))


def _is_still(element: ElementTree.Element) -> bool:
    return _local(element.tag) not in _RUNNING_ELEMENTS and all(
        _is_harmless(_local(name), value) for name, value in element.attrib.items()
    )


def _is_harmless(name: str, value: str) -> bool:
    compact = "".join(value.split()).lower()
    if name == "href":
        return compact.startswith(("#", "data:image/png;", "data:image/jpeg;"))
    # Animations set attributes by name: one could make a harmless link a running one.
    animates_links = name == "attributename" and compact.rpartition(":")[2].startswith(("href", "on"))
    loads = any(part.lstrip("\"'")[:1] != "#" for part in compact.split("url(")[1:])
    return not (name.startswith("on") or animates_links or loads or "\\" in compact or "javascript:" in compact)


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


_IS: Mapping[wire.AssetExtensionType, Callable[[bytes], bool]] = {
    "ICO": _is_icon,
    "JPEG": is_jpeg,
    "PNG": is_png,
    "SVG": _is_still_svg,
    "WEBP": _is_webp,
}
