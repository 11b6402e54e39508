from __future__ import annotations

import pytest

from poolhouse.errors import ServiceError
from poolhouse.operations.branding.images import LOGO_BYTES, check_asset, check_logo
from poolhouse.wire import cognito_idp as wire

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
JPEG = b"\xff\xd8\xff" + b"picture"
ICO = b"\x00\x00\x01\x00" + b"picture"
WEBP = b"RIFF\x10\x00\x00\x00WEBP" + b"picture"
HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = (
    f'<?xml version="1.0" encoding="UTF-8"?><svg {HEAD} viewBox="0 0 9 9"><defs><path id="a" d="M0 0"/></defs>'
    '<use xlink:href="#a" fill="url(#a)"/></svg>'
).encode()
FILES = {"PNG": PNG, "JPEG": JPEG, "ICO": ICO, "WEBP": WEBP, "SVG": SVG}


def asset(extension: str, content: bytes | None) -> wire.AssetType:
    return wire.AssetType(category="FORM_LOGO", color_mode="LIGHT", extension=extension, bytes_=content)  # type: ignore[arg-type]


@pytest.mark.parametrize("extension", FILES)
def test_files_of_their_type(extension: str) -> None:
    for other, content in FILES.items():
        if other == extension:
            check_asset(asset(extension, content))
        else:
            with pytest.raises(ServiceError, match=f"not a valid file of type {extension}"):
                check_asset(asset(extension, content))


def test_no_file() -> None:
    for nothing in (None, b""):
        with pytest.raises(ServiceError, match="not a valid file"):
            check_asset(asset("PNG", nothing))


def test_logos() -> None:
    check_logo(PNG)
    check_logo(JPEG)
    check_logo(PNG.ljust(LOGO_BYTES, b"x"))
    with pytest.raises(ServiceError, match="larger than 102400 bytes"):
        check_logo(PNG.ljust(LOGO_BYTES + 1, b"x"))
    for other in (SVG, WEBP, ICO, b"<html>"):
        with pytest.raises(ServiceError, match="PNG or JPEG"):
            check_logo(other)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        '<g onload="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<a xlink:href=" java&#10;script:alert(1)"/>',
        '<a xlink:href="https://elsewhere.test/"/>',
        '<image href="https://elsewhere.test/x.png"/>',
        '<use href="data:image/svg+xml;base64,AAAA"/>',
        '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>',
        '<style>@import "https://elsewhere.test/x.css"</style>',
        '<rect fill="url(https://elsewhere.test/#a)"/>',
        '<rect style="fill: u\\72l(https://elsewhere.test/x)"/>',
        '<a id="x"><set attributeName="href" to="javascript:alert(1)"/></a>',
        '<animate attributeName="xlink:href" values="javascript:alert(1)"/>',
        '<set attributeName="onclick" to="alert(1)"/>',
        '<?xml-stylesheet href="https://elsewhere.test/x.xsl" type="text/xsl"?>',
        "<open>",
    ],
)
def test_pictures_that_run_or_fetch(inside: str) -> None:
    with pytest.raises(ServiceError, match="not a valid file of type SVG"):
        check_asset(asset("SVG", f"<svg {HEAD}>{inside}</svg>".encode()))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'.encode("utf-16"),
        b"<html><body/></html>",
        b"\xff\xfe",
        b"<g>" * 30000,
    ],
)
def test_documents_that_are_no_plain_svg(content: bytes) -> None:
    with pytest.raises(ServiceError, match="not a valid file of type SVG"):
        check_asset(asset("SVG", content))


def test_deep_nesting_is_no_obstacle() -> None:
    content = b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 20000 + b"</g>" * 20000 + b"</svg>"
    check_asset(asset("SVG", content))
