"""A managed-login branding as a style sheet: its colours and corners, put in the place of ours.

The settings are the document that the branding editor of Cognito exports. Their names are remembered from such exports
(unconfirmed); what is not known here, or is no colour, changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from poolhouse.pages.views import Scheme

_COLOURS: Mapping[str, tuple[str, str]] = {
    # property of style.css: where its colour stands, before and after the mode
    "--button": ("components.primaryButton", "defaults.backgroundColor"),
    "--button-ink": ("components.primaryButton", "defaults.textColor"),
    "--button-strong": ("components.primaryButton", "hover.backgroundColor"),
    "--link": ("componentClasses.link", "defaults.textColor"),
    "--link-strong": ("componentClasses.link", "hover.textColor"),
    "--focus": ("componentClasses.focusState", "borderColor"),
    "--field": ("componentClasses.input", "defaults.backgroundColor"),
    "--field-edge": ("componentClasses.input", "defaults.borderColor"),
    "--surface": ("components.form", "backgroundColor"),
    "--edge": ("components.form", "borderColor"),
    "--ground": ("components.pageBackground", "color"),
    "--glow": ("components.pageBackground", "color"),
    "--heading": ("components.pageText", "headingColor"),
    "--ink": ("components.pageText", "bodyColor"),
    "--quiet": ("components.pageText", "descriptionColor"),
}
_CORNERS: Mapping[str, str] = {
    "--button-corner": "componentClasses.buttons.borderRadius",
    "--field-corner": "componentClasses.input.borderRadius",
    "--card-corner": "components.form.borderRadius",
}
_COLOUR = re.compile(r"[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
_LARGEST_CORNER = 100
_SCHEMES: Mapping[object, Scheme] = {"LIGHT": "light", "DARK": "dark", "DYNAMIC": "auto"}


def scheme(settings: Mapping[str, Any]) -> Scheme:
    return _SCHEMES.get(_value(settings, "categories.global.colorSchemeMode"), "light")


def style(settings: Mapping[str, Any]) -> str:
    """A style sheet that sets the custom properties of ours."""
    corners = _rule({name: _corner(_value(settings, place)) for name, place in _CORNERS.items()})
    light, dark = (_rule(_colours(settings, mode)) for mode in ("lightMode", "darkMode"))
    match scheme(settings):
        case "light":
            return corners + light
        case "dark":
            return corners + dark
        case _:
            return f"{corners}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _colours(settings: Mapping[str, Any], mode: str) -> dict[str, str | None]:
    return {name: _colour(_value(settings, f"{before}.{mode}.{after}")) for name, (before, after) in _COLOURS.items()}


def _rule(values: Mapping[str, str | None]) -> str:
    lines = "".join(f"  {name}: {value};\n" for name, value in values.items() if value is not None)
    return f":root {{\n{lines}}}\n"


def _value(document: object, place: str) -> object:
    for name in place.split("."):
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _colour(value: object) -> str | None:
    return f"#{value}" if isinstance(value, str) and _COLOUR.fullmatch(value) else None


def _corner(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LARGEST_CORNER:
        return None
    return f"{value:g}px"
