"""The style sheet of the classic sign-in pages: the documented class names, and nothing that fetches or runs.

A small part of CSS is let through, instead of looking for what is dangerous in all of it. Source: developer guide,
"Customizing hosted UI (classic) branding".
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from poolhouse import errors
from poolhouse.errors import ServiceError

CLASSES = frozenset(
    f"{name}-customizable"
    for name in (
        *("background", "banner", "errorMessage", "idpButton", "idpDescription", "inputField", "label", "legalText"),
        *("logo", "passwordCheck-notValid", "passwordCheck-valid", "redirect", "socialButton", "submitButton"),
        "textDescription",
    )
)
_SELECTOR = re.compile(
    r"\.([A-Za-z-]+)(?::(?:hover|focus|focus-visible|active|disabled|visited)|::placeholder)?", re.ASCII
)
_PROPERTY = re.compile(r"-?[a-z]+(?:-[a-z]+)*", re.ASCII)
_VALUE = re.compile(r"[A-Za-z0-9\s#%.,()+*/'!-]+", re.ASCII)
_OPENING = re.compile(r"/\*|[\"']")
_ENDS_TEXT = re.compile(r"[\\\n\r\f]")
"""A line break ends a text early, and an escape may hide its end (CSS Syntax Module, 4.3.5)."""

_LETTERS = f"{string.ascii_letters}-"
_FUNCTIONS = frozenset(
    {
        *("rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp", "cubic-bezier", "linear-gradient"),
        *("radial-gradient", "rotate", "scale", "translate", "translatex", "translatey"),
    }
)
_RUNS_SCRIPTS = frozenset({"behavior", "-ms-behavior", "-moz-binding"})
_SHOWN = 60
"""Characters of what is refused that its refusal repeats."""


def check_css(css: str) -> None:
    """Raises ServiceError InvalidParameterException."""
    rest = _bare(css).strip()
    while rest:
        selectors, opened, rest = rest.partition("{")
        body, closed, rest = rest.partition("}")
        if not opened or not closed:
            raise _invalid(selectors)
        for selector in selectors.split(","):
            _check_selector(selector.strip())
        for declaration in body.split(";"):
            if declaration.strip():
                _check_declaration(declaration.strip())
        rest = rest.lstrip()


def _bare(css: str) -> str:
    """Without comments, and with an empty text for each text, in one pass: either may hold what begins the other."""
    kept, position = [], 0
    while opened := _OPENING.search(css, position):
        opening = opened[0]
        closing = "*/" if opening == "/*" else opening
        end = css.find(closing, opened.end())
        content = css[opened.end() : end]
        if end < 0 or (opening != "/*" and _ENDS_TEXT.search(content)):
            raise _invalid(css[opened.start() :])
        kept += [css[position : opened.start()], " " if opening == "/*" else "''"]
        position = end + len(closing)
    return "".join((*kept, css[position:]))


def _check_selector(selector: str) -> None:
    found = _SELECTOR.fullmatch(selector)
    if found is None:
        raise _invalid(selector)
    if found[1] not in CLASSES:
        raise errors.CSS_CLASS(name=found[1][:_SHOWN])


def _check_declaration(declaration: str) -> None:
    name, _, value = declaration.partition(":")
    name = name.rstrip()
    if not _PROPERTY.fullmatch(name) or name in _RUNS_SCRIPTS or not _VALUE.fullmatch(value):
        raise _invalid(declaration)
    if not set(_functions(value)) <= _FUNCTIONS:
        raise _invalid(declaration)


def _functions(value: str) -> Iterator[str]:
    """The words in front of parentheses. No pattern finds them in one pass whatever the text is."""
    for before in value.split("(")[:-1]:
        before = before.rstrip()
        if word := before[len(before.rstrip(_LETTERS)) :]:
            yield word.lower()


def _invalid(text: str) -> ServiceError:
    return errors.CSS_INVALID(text=text.strip()[:_SHOWN])
