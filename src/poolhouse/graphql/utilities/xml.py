"""``$util.xml``: XML as maps. Documents that declare a type or entities are refused: nothing is fetched or expanded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn
from xml.parsers import expat

from poolhouse.graphql.utilities import arguments
from poolhouse.graphql.utilities.errors import TemplateFailure
from poolhouse.graphql.utilities.json_text import to_json

_MAX_CHARACTERS = 1024 * 1024
_MAX_DEPTH = 100
_WORDS = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?P<decimal>\.[0-9]{1,300}|(?:\.[0-9]{1,300})?[eE][+-]?[0-9]{1,2})?")


def to_map(text: Any) -> dict[str, Any] | None:
    """``<a><b>1</b></a>`` gives ``{"a": {"b": 1}}``; an element that comes twice gives a list (org.json's reading)."""
    return None if text is None else _read(arguments.text(text, "xml.toMap"), keep_strings=False)


def to_json_string(text: Any, keep_strings: Any = False) -> str:
    """With ``keep_strings``, numbers and booleans stay texts."""
    if text is None:
        return "null"
    return to_json(_read(arguments.text(text, "xml.toJsonString"), keep_strings=keep_strings is True))


def _read(text: str, *, keep_strings: bool) -> dict[str, Any]:
    if len(text) > _MAX_CHARACTERS:
        raise TemplateFailure(f"$util.xml reads at most {_MAX_CHARACTERS} characters.")
    reader = _Reader(keep_strings=keep_strings)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise TemplateFailure(f"$util.xml cannot read the document: {error}.") from error
    return reader.document


def _refuse_type(*_declaration: Any) -> NoReturn:
    raise TemplateFailure("$util.xml reads no document that declares its type.")


class _Reader:
    def __init__(self, *, keep_strings: bool) -> None:
        self.document: dict[str, Any] = {}
        self._open: list[dict[str, Any]] = [self.document]
        self._texts: list[list[str]] = [[]]
        self._keep_strings = keep_strings

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _MAX_DEPTH:
            raise TemplateFailure(f"$util.xml reads at most {_MAX_DEPTH} elements within each other.")
        self._open.append({name: self._value(value) for name, value in attributes.items()})
        self._texts.append([])

    def characters(self, text: str) -> None:
        self._texts[-1].append(text)

    def end(self, name: str) -> None:
        element = self._open.pop()
        text = "".join(self._texts.pop()).strip()
        if element and text:
            _add(element, "content", self._value(text))
        _add(self._open[-1], name, element or self._value(text))

    def _value(self, text: str) -> Any:
        if self._keep_strings:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if number := _NUMBER.fullmatch(text):
            return float(text) if number["decimal"] else int(text)
        return text


def _add(element: dict[str, Any], name: str, value: Any) -> None:
    if name not in element:
        element[name] = value
    elif isinstance(element[name], list):
        element[name].append(value)
    else:
        element[name] = [element[name], value]


FUNCTIONS: dict[str, Callable[..., Any]] = {"toMap": to_map, "toJsonString": to_json_string}
