from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import poolhouse.pages
from poolhouse.model.branding import EVERY_CLIENT, ManagedLoginBranding, UiCustomization
from poolhouse.pages import managed_style
from poolhouse.wire import cognito_idp as wire

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CSS = ".submitButton-customizable { background-color: #7a1f5c; }"
SETTINGS: dict[str, Any] = {
    "categories": {"global": {"colorSchemeMode": "DYNAMIC"}},
    "components": {
        "primaryButton": {
            "lightMode": {"defaults": {"backgroundColor": "0972d3ff", "textColor": "ffffffff"}},
            "darkMode": {"defaults": {"backgroundColor": "539fe5ff", "textColor": "000716ff"}},
        },
        "form": {"borderRadius": 8.0, "lightMode": {"backgroundColor": "fffffe"}},
    },
}


@pytest.fixture
def put(harbour: Any) -> Callable[..., None]:
    """Stores a customization or branding as the operations do."""

    def put_it(record: UiCustomization | ManagedLoginBranding) -> None:
        async def stored() -> None:
            async with harbour.house.parts.store.write() as records:
                if isinstance(record, UiCustomization):
                    await records.put_ui_customization(record)
                else:
                    await records.add_branding(record)

        harbour.house.runner.run(stored())

    return put_it


def classic(harbour: Any, client_id: str, css: str | None, image: bytes | None = None) -> UiCustomization:
    return UiCustomization(
        pool_id=harbour.pool_id,
        client_id=client_id,
        css=css,
        css_version="1",
        image=image,
        created_at=1.0,
        modified_at=1.0,
    )


def managed(harbour: Any, *assets: wire.AssetType, provided: bool = False) -> ManagedLoginBranding:
    return ManagedLoginBranding(
        id=harbour.client_id,
        pool_id=harbour.pool_id,
        client_id=harbour.client_id,
        use_provided_values=provided,
        settings={} if provided else SETTINGS,
        assets=assets,
        created_at=1.0,
        modified_at=1.0,
    )


def sheets(seen: Any) -> list[str]:
    return [given["href"] for tag, given in seen.page.elements if tag == "link" and given["rel"] == "stylesheet"]


def test_our_own_look(harbour: Any) -> None:
    browser = harbour.browser()
    page = browser.open(harbour.path("/login"))
    style, dark = sheets(page)
    assert ("link", {"rel": "stylesheet", "href": dark, "media": "(prefers-color-scheme: dark)"}) in page.page.elements
    for path, kind in ((style, "text/css"), (dark, "text/css"), (script(page), "text/javascript")):
        file = browser.send("GET", path).response
        assert file.status_code == 200
        assert file.headers["content-type"].startswith(kind)
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert file.headers["x-content-type-options"] == "nosniff"
        assert browser.send("POST", path).status == 405


def script(seen: Any) -> str:
    return str(next(given["src"] for tag, given in seen.page.elements if tag == "script"))


def test_logo_and_css_of_the_classic_pages(harbour: Any, put: Callable[..., None]) -> None:
    put(classic(harbour, EVERY_CLIENT, CSS, PNG))
    browser = harbour.browser()
    page = browser.open(harbour.path("/login"))
    _, own = sheets(page)
    assert browser.send("GET", own).response.text == CSS
    logo = next(given for tag, given in page.page.elements if tag == "img")
    assert logo["alt"] == "app.example.com"
    file = browser.send("GET", logo["src"]).response
    assert (file.content, file.headers["content-type"]) == (PNG, "image/png")
    assert "sandbox" in file.headers["content-security-policy"]
    # CSS for a light page must not meet our dark one.
    assert 'name="color-scheme" content="light"' in page.response.text

    put(classic(harbour, harbour.client_id, None, b"\xff\xd8\xff\xe0"))
    page = browser.open(harbour.path("/login"))
    assert len(sheets(page)) == 2
    logo = next(given for tag, given in page.page.elements if tag == "img")
    assert browser.send("GET", logo["src"]).response.headers["content-type"] == "image/jpeg"

    put(classic(harbour, EVERY_CLIENT, CSS + CSS))
    assert browser.send("GET", own).status == 404


def test_managed_login_comes_first(harbour: Any, put: Callable[..., None]) -> None:
    put(classic(harbour, EVERY_CLIENT, CSS, PNG))
    light = wire.AssetType(category="FORM_LOGO", color_mode="LIGHT", extension="PNG", bytes_=PNG)
    dark = wire.AssetType(category="FORM_LOGO", color_mode="DARK", extension="SVG", bytes_=SVG)
    put(managed(harbour, light, dark))
    browser = harbour.browser()
    page = browser.open(harbour.path("/login"))
    own = browser.send("GET", sheets(page)[2]).response.text
    assert "--button: #0972d3ff;" in own.partition("@media")[0]
    assert "--button: #539fe5ff;" in own.partition("@media")[2]
    assert "--card-corner: 8px;" in own
    source = next(given for tag, given in page.page.elements if tag == "source")
    file = browser.send("GET", source["srcset"]).response
    assert (file.content, file.headers["content-type"]) == (SVG, "image/svg+xml")
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_the_provided_look(harbour: Any, put: Callable[..., None]) -> None:
    put(classic(harbour, EVERY_CLIENT, CSS, PNG))
    put(managed(harbour, provided=True))
    assert len(sheets(harbour.browser().open(harbour.path("/login")))) == 2


def test_another_pools_look_stays_there(harbour: Any, make_harbour: Any, put: Callable[..., None]) -> None:
    put(classic(harbour, harbour.client_id, CSS))
    own = sheets(harbour.browser().open(harbour.path("/login")))[1]
    other = make_harbour()
    assert other.browser().send("GET", own.replace(harbour.pool_id, other.pool_id)).status == 404


@pytest.mark.parametrize("colour", ["red", "0972d3ff; } body { display: none", "#0972d3", 7, None, {}, "0972d3f"])
def test_what_is_no_colour_changes_nothing(colour: object) -> None:
    settings = {"components": {"pageBackground": {"lightMode": {"color": colour}}}}
    assert managed_style.style(settings) == ":root {\n}\n:root {\n}\n"


@pytest.mark.parametrize("corner", [-1, 101, True, "8", None, float("nan"), float("inf")])
def test_what_is_no_corner_changes_nothing(corner: object) -> None:
    assert managed_style.style({"components": {"form": {"borderRadius": corner}}}) == ":root {\n}\n:root {\n}\n"


@pytest.mark.parametrize("settings", [{}, {"components": []}, {"components": {"form": 1}}, {"categories": None}])
def test_settings_of_any_shape(settings: dict[str, Any]) -> None:
    assert managed_style.scheme(settings) == "light"
    assert managed_style.style(settings)


def test_settings_reach_the_style_sheet() -> None:
    """Each custom property that a branding may set is one that ours works with."""
    settings: dict[str, Any] = {}
    for place in (
        "components.primaryButton.lightMode.defaults.backgroundColor",
        "components.primaryButton.lightMode.defaults.textColor",
        "components.primaryButton.lightMode.hover.backgroundColor",
        "componentClasses.link.lightMode.defaults.textColor",
        "componentClasses.link.lightMode.hover.textColor",
        "componentClasses.focusState.lightMode.borderColor",
        "componentClasses.input.lightMode.defaults.backgroundColor",
        "componentClasses.input.lightMode.defaults.borderColor",
        "components.form.lightMode.backgroundColor",
        "components.form.lightMode.borderColor",
        "components.pageBackground.lightMode.color",
        "components.pageText.lightMode.headingColor",
        "components.pageText.lightMode.bodyColor",
        "components.pageText.lightMode.descriptionColor",
    ):
        *folders, last = place.split(".")
        inner = settings
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[last] = "010203ff"
    for place in ("buttons", "input"):
        settings["componentClasses"].setdefault(place, {})["borderRadius"] = 3
    set_here = re.findall(r"(--[\w-]+):", managed_style.style(settings))
    assert len(set_here) == len(set(set_here)) == 17
    sheet = (Path(poolhouse.pages.__file__).parent / "static" / "style.css").read_text()
    assert set(set_here) <= set(re.findall(r"var\((--[\w-]+)\)", sheet))
