"""``$util.str``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, Literal

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.limits import MAX_TEXT, bounded_text

_FORMS: dict[str, Literal["NFC", "NFD", "NFKC", "NFKD"]] = {"nfc": "NFC", "nfd": "NFD", "nfkc": "NFKC", "nfkd": "NFKD"}


def to_upper(value: Any) -> str:
    return arguments.text(value, "str.toUpper").upper()


def to_lower(value: Any) -> str:
    return arguments.text(value, "str.toLower").lower()


def to_replace(value: Any, searched: Any, replacement: Any) -> str:
    """Every occurrence of a text, literally."""
    searched_text = arguments.text(searched, "str.toReplace")
    text = arguments.text(value, "str.toReplace")
    return bounded_replace(text, searched_text, arguments.text(replacement, "str.toReplace"))


def bounded_replace(text: str, searched: str, replacement: str) -> str:
    """``str.replace``; raises TemplateFailure before it builds a text that is too long."""
    growth = text.count(searched) * (len(replacement) - len(searched))
    if growth > 0 and len(text) + growth > MAX_TEXT:
        raise TemplateFailure(f"A text of the template is longer than {MAX_TEXT} characters.")
    return text.replace(searched, replacement)


def normalize(value: Any, form: Any) -> str:
    """``form``: nfc, nfd, nfkc or nfkd (Unicode Standard Annex 15)."""
    known = _FORMS.get(arguments.text(form, "str.normalize").lower())
    if known is None:
        raise TemplateFailure("$util.str.normalize expects one of nfc, nfd, nfkc, nfkd.")
    return bounded_text(unicodedata.normalize(known, arguments.text(value, "str.normalize")))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "toUpper": to_upper,
    "toLower": to_lower,
    "toReplace": to_replace,
    "normalize": normalize,
}
