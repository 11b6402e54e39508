"""Request bodies into request values, refused with AWS's words.

msgspec decodes and checks in one pass in C. It stops at the first fault and words it in its own way, so a refused body
is walked a second time, slowly, against the rules of the service model: all violations become one
``InvalidParameterException`` (identity pools: ``ValidationException``), a wrong JSON type a
``SerializationException``.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, Never

import msgspec

from poolhouse.errors import Problem, ServiceError
from poolhouse.wire import cognito_identity, cognito_identity_rules, cognito_idp, cognito_idp_rules
from poolhouse.wire.null_entries import without_null_entries
from poolhouse.wire.rules import Blob, Document, Flag, List, Map, Number, Rule, Structure, Text
from poolhouse.wire.shape import OperationModel, Shape

DEPTH_LIMIT = 64
"""Deepest nesting of objects and arrays in a request; the model's deepest request needs seven."""

LISTED_VIOLATIONS = 100
"""A longer list would let a small body of a thousand empty elements draw an answer many times its size."""

# The texts of a SerializationException are remembered from other AWS JSON services: unconfirmed.
MALFORMED = Problem("SerializationException", "Request body is not a valid JSON object.")
TOO_DEEP = Problem("SerializationException", "Request body is nested too deeply.")
UNEXPECTED_STRUCTURE = Problem("SerializationException", "Start of structure or map found where not expected.")
UNEXPECTED_LIST = Problem("SerializationException", "Start of list found where not expected")
EXPECTED_LIST = Problem("SerializationException", "Expected list or null")
UNEXPECTED_FIELD = Problem("SerializationException", "Unexpected field type")
CANNOT_CONVERT = Problem("SerializationException", "{found} can not be converted to {wanted}")
UNREADABLE = Problem("SerializationException", "Request body could not be read.")

MATCHED_WHEN_TOO_LONG = 2048
"""Characters. AWS names the length and the pattern of an over-long text, and so does this, but no pattern is tried on
one that is longer than any honest mistake."""


class Service(NamedTuple):
    """The rules of a service's shapes by name, and the type of its error for a request that breaks some."""

    shapes: dict[str, Rule]
    violation: str


SERVICES = {
    cognito_idp.__name__: Service(cognito_idp_rules.SHAPES, "InvalidParameterException"),
    # ValidationException is observed in reports of users; the model of the service does not name it.
    cognito_identity.__name__: Service(cognito_identity_rules.SHAPES, "ValidationException"),
}
"""By the module of a request's type."""

OWN_TEXTS = {
    "AttributeDataType": "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
}
"""Enumerations whose refusal is not worded in the generic form (observed)."""

_QUOTED_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_ENCODER = msgspec.json.Encoder()


def decode(operation: OperationModel, body: bytes) -> Shape:
    """The request in ``body``: a value of ``operation.request``. Unknown members are ignored, as by AWS.

    Raises ServiceError: ``SerializationException`` for what is not JSON of the right types, and the service's own
    error that names every violated constraint.
    """
    _refuse_depth(body)
    try:
        return _decoder(operation.request).decode(body)
    except msgspec.ValidationError:
        return _second_pass(operation, body)
    except ValueError:
        raise MALFORMED() from None


def encode(response: Shape) -> bytes:
    """JSON of a response: timestamps as numbers, blobs as base64, members that are None left out."""
    return _ENCODER.encode(response)


@cache
def _decoder(request: type[Shape]) -> msgspec.json.Decoder[Shape]:
    return msgspec.json.Decoder(request)


def _refuse_depth(body: bytes) -> None:
    if body.count(b"{") + body.count(b"[") <= DEPTH_LIMIT:
        return
    depth = 0
    for token in _QUOTED_OR_BRACKET.finditer(body):
        bracket = body[token.start()]
        if bracket in b"{[":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise TOO_DEEP()
        elif bracket in b"}]":
            depth -= 1


def _second_pass(operation: OperationModel, body: bytes) -> Shape:
    """The request without null entries of maps. Raises ServiceError for all that is still wrong with it."""
    try:
        document = msgspec.json.decode(body)
    except ValueError:
        raise MALFORMED() from None
    shapes = SERVICES[operation.request.__module__].shapes
    document = without_null_entries(shapes, operation.request.__name__, document)
    try:
        return _decoder(operation.request).decode(_ENCODER.encode(document))
    except msgspec.ValidationError:
        raise _refusal(operation, document) from None


def _refusal(operation: OperationModel, document: Any) -> ServiceError:
    service = SERVICES[operation.request.__module__]
    walk = _Walk(service.shapes).check(operation.request.__name__, document, "")
    violations = list(islice(walk, LISTED_VIOLATIONS))
    if not violations:
        return UNREADABLE()
    heading = f"{len(violations)} validation error{'s' if len(violations) > 1 else ''} detected: "
    return ServiceError(service.violation, heading + "; ".join(violations))


class _Walk:
    """The slow pass over a document, by the rules of one service."""

    def __init__(self, shapes: dict[str, Rule]) -> None:
        self._shapes = shapes

    def check(self, shape: str, value: Any, path: str) -> Iterator[str]:
        rule = self._shapes[shape]
        _refuse_wrong_type(rule, value)
        match rule:
            case Structure():
                yield from self._check_structure(rule, value, path)
            case List():
                yield from self._check_list(rule, value, path)
            case Map():
                yield from self._check_map(rule, value, path)
            case _:
                if shape in OWN_TEXTS and _broken(rule, value):
                    raise ServiceError("InvalidParameterException", OWN_TEXTS[shape])
                shown = _shown(value, sensitive=isinstance(rule, Text) and rule.sensitive)
                yield from (_violation(shown, path, text) for text in _broken(rule, value))

    def _check_structure(self, rule: Structure, value: dict[str, Any], path: str) -> Iterator[str]:
        for member, shape in rule.members.items():
            member_path = f"{path}{'.' if path else ''}{member[0].lower()}{member[1:]}"
            if value.get(member) is not None:
                yield from self.check(shape, value[member], member_path)
            elif member in rule.required:
                yield self._null(shape, member_path)

    def _check_list(self, rule: List, value: list[Any], path: str) -> Iterator[str]:
        member = self._shapes[rule.member]
        plain = not isinstance(member, Structure | List | Map)
        shown = _shown(value, sensitive=not plain or _is_sensitive(member))
        yield from (_violation(shown, path, text) for text in _length(rule, len(value)))
        texts: list[str] = []
        for position, item in enumerate(value, start=1):
            if item is None:
                yield self._null(rule.member, f"{path}.{position}.member")
            elif plain:
                _refuse_wrong_type(member, item)
                texts = texts or _broken(member, item)
            else:
                yield from self.check(rule.member, item, f"{path}.{position}.member")
        if texts:
            if rule.member in OWN_TEXTS:
                raise ServiceError("InvalidParameterException", OWN_TEXTS[rule.member])
            yield _violation(shown, path, f"Member must satisfy constraint: [{', '.join(texts)}]")

    def _check_map(self, rule: Map, value: dict[str, Any], path: str) -> Iterator[str]:
        key_rule, value_rule = self._shapes[rule.key], self._shapes[rule.value]
        plain = not isinstance(value_rule, Structure | List | Map)
        shown = _shown(value, sensitive=rule.sensitive or not plain or _is_sensitive(value_rule))
        yield from (_violation(shown, path, text) for text in _length(rule, len(value)))
        key_texts: list[str] = []
        value_texts: list[str] = []
        for key, item in value.items():
            key_texts = key_texts or _broken(key_rule, key)
            if plain:
                _refuse_wrong_type(value_rule, item)
                value_texts = value_texts or _broken(value_rule, item)
            else:
                yield from self.check(rule.value, item, f"{path}.{key}.member")
        if key_texts:
            yield _violation(shown, path, f"Map keys must satisfy constraint: [{', '.join(key_texts)}]")
        if value_texts:
            yield _violation(shown, path, f"Map value must satisfy constraint: [{', '.join(value_texts)}]")

    def _null(self, shape: str, path: str) -> str:
        return _violation("" if _is_sensitive(self._shapes[shape]) else "null ", path, "Member must not be null")


def _broken(rule: Rule, value: Any) -> list[str]:
    """Texts of the constraints that a plain value breaks. Their order is remembered, not documented."""
    match rule:
        case Text():
            texts = _length(rule, len(value))
            tried = len(value) <= max(rule.max or len(value), MATCHED_WHEN_TOO_LONG)
            if rule.regex is not None and tried and not re.search(rule.regex, value):
                texts.append(f"Member must satisfy regular expression pattern: {rule.pattern}")
            if rule.values and value not in rule.values:
                texts.append(f"Member must satisfy enum value set: [{', '.join(rule.values)}]")
            return texts
        case Number():
            texts = []
            if rule.max is not None and value > rule.max:
                texts.append(f"Member must have value less than or equal to {rule.max}")
            if rule.min is not None and value < rule.min:
                texts.append(f"Member must have value greater than or equal to {rule.min}")
            return texts
        case Blob():
            return _length(rule, len(binascii.a2b_base64(value)))
        case _:
            return []


def _length(rule: Text | Blob | List | Map, length: int) -> list[str]:
    texts = []
    if rule.max is not None and length > rule.max:
        texts.append(f"Member must have length less than or equal to {rule.max}")
    if length < rule.min:
        texts.append(f"Member must have length greater than or equal to {rule.min}")
    return texts


def _violation(shown: str, path: str, text: str) -> str:
    return f"Value {shown}at '{path}' failed to satisfy constraint: {text}"


def _shown(value: Any, *, sensitive: bool) -> str:
    return "" if sensitive else f"'{_java(value)}' "


def _java(value: Any) -> str:
    """What Java's ``toString`` prints for a string, number, boolean, list or map."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return f"[{', '.join(map(_java, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_java(item)}' for key, item in value.items())}}}"
    return str(value)


def _is_sensitive(rule: Rule) -> bool:
    return isinstance(rule, Text | Map | Structure) and rule.sensitive


def _refuse_wrong_type(rule: Rule, value: Any) -> None:
    match rule:
        case Document():
            return
        case Structure() | Map():
            if not isinstance(value, dict):
                raise (UNEXPECTED_LIST if isinstance(value, list) else UNEXPECTED_FIELD)()
        case List():
            if not isinstance(value, list):
                raise (UNEXPECTED_STRUCTURE if isinstance(value, dict) else EXPECTED_LIST)()
        case Text():
            if not isinstance(value, str):
                _refuse_plain(value, "a String")
        case Blob():
            if not isinstance(value, str) or not _is_base64(value):
                _refuse_plain(value, "a Blob")
        case Number():
            if type(value) is not int or not rule.bounds[0] <= value <= rule.bounds[1]:
                _refuse_plain(value, "an Integer")
        case Flag():
            if not isinstance(value, bool):
                _refuse_plain(value, "a Boolean")


def _refuse_plain(value: Any, wanted: str) -> Never:
    if isinstance(value, dict):
        raise UNEXPECTED_STRUCTURE()
    if isinstance(value, list):
        raise UNEXPECTED_LIST()
    if isinstance(value, bool):
        raise CANNOT_CONVERT(found="TRUE_VALUE" if value else "FALSE_VALUE", wanted=wanted)
    raise CANNOT_CONVERT(found="STRING_VALUE" if isinstance(value, str) else "NUMBER_VALUE", wanted=wanted)


def _is_base64(text: str) -> bool:
    try:
        binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return False
    return True
