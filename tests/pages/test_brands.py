from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest

import poolhouse.pages
from poolhouse.pages import managed_style

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
JPEG = b"\xff\xd8\xff\xe0"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>'
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
def harbour(harbour: Any) -> Any:
    """With a domain, without which there is nothing to customize."""
    name = "quay-" + harbour.pool_id.rpartition("_")[2].lower()
    harbour.house.call("CreateUserPoolDomain", UserPoolId=harbour.pool_id, Domain=name)
    return harbour


def classic(harbour: Any, client_id: str = "ALL", **settings: Any) -> dict[str, Any]:
    customization = {"UserPoolId": harbour.pool_id, "ClientId": client_id, **settings}
    described: dict[str, Any] = harbour.house.call("SetUICustomization", **customization)["UICustomization"]
    return described


def managed(harbour: Any, **settings: Any) -> None:
    client = {"UserPoolId": harbour.pool_id, "ClientId": harbour.client_id}
    harbour.house.call("CreateManagedLoginBranding", **client, **settings)


def encoded(image: bytes) -> str:
    return base64.b64encode(image).decode()


def logo_of(seen: Any) -> Any:
    return next(given for tag, given in seen.page.elements if tag == "img")


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


def test_logo_and_css_of_the_classic_pages(harbour: Any) -> None:
    described = classic(harbour, CSS=CSS, ImageFile=encoded(PNG))
    browser = harbour.browser()
    page = browser.open(harbour.path("/login"))
    _, own = sheets(page)
    assert browser.send("GET", own).response.text == CSS
    logo = logo_of(page)
    assert logo["alt"] == "app.example.com"
    assert described["ImageUrl"] == f"http://localhost:9500{logo['src']}"
    file = browser.send("GET", logo["src"]).response
    assert (file.content, file.headers["content-type"]) == (PNG, "image/png")
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"
    # CSS for a light page must not meet our dark one.
    assert 'name="color-scheme" content="light"' in page.response.text

    classic(harbour, harbour.client_id, ImageFile=encoded(JPEG))
    page = browser.open(harbour.path("/login"))
    assert len(sheets(page)) == 2
    assert browser.send("GET", logo_of(page)["src"]).response.headers["content-type"] == "image/jpeg"

    classic(harbour, CSS=CSS + CSS)
    assert browser.send("GET", own).status == 404


def test_managed_login_comes_first(harbour: Any) -> None:
    described = classic(harbour, harbour.client_id, CSS=CSS, ImageFile=encoded(PNG))
    light = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": encoded(PNG)}
    dark = {"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG", "Bytes": encoded(SVG)}
    managed(harbour, Settings=SETTINGS, Assets=[light, dark])
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
    # What the API calls the classic logo's address stays one.
    assert browser.send("GET", described["ImageUrl"]).response.content == PNG


def test_the_provided_look(harbour: Any) -> None:
    classic(harbour, CSS=CSS, ImageFile=encoded(PNG))
    managed(harbour, UseCognitoProvidedValues=True)
    assert len(sheets(harbour.browser().open(harbour.path("/login")))) == 2


def test_another_pools_look_stays_there(harbour: Any, make_harbour: Any) -> None:
    classic(harbour, harbour.client_id, CSS=CSS)
    own = [sheets(harbour.browser().open(harbour.path("/login")))[-1]]
    managed(harbour, Settings=SETTINGS)
    own.append(sheets(harbour.browser().open(harbour.path("/login")))[-1])
    other = make_harbour()
    for path in own:
        assert harbour.browser().send("GET", path).status == 200
        assert other.browser().send("GET", path.replace(harbour.pool_id, other.pool_id)).status == 404


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
