"""Conditions of IAM policies (IAM User Guide, "IAM JSON policy elements: Condition operators").

The operators on text are known. A condition with any other operator, or on a key whose value this server does not
know, has no truth value: the evaluator lets it refuse but never allow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from poolhouse.model.wildcards import Token, matches, tokens

Context = Mapping[str, tuple[str, ...]]
"""Condition key in lower case → its values in this request; no values where the request has none."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_LITERALS = frozenset("*?$")
_OPERATOR = re.compile(r"(?:(?P<set>ForAnyValue|ForAllValues):)?(?P<name>[A-Za-z]+?)(?P<if_exists>IfExists)?")


class Unknown(Exception):
    """No truth value: an operator, key or variable that is not known here."""


def filled(text: str, context: Context, *, wild: bool = True, variables: bool = True) -> list[Token]:
    """The tokens of a policy's text with its variables filled in; their values hold no wildcards.

    ``${*}``, ``${?}`` and ``${$}`` stand for the character itself. Raises Unknown for a variable without a value.
    """
    found: list[Token] = []
    end = 0
    for match in _VARIABLE.finditer(text) if variables else ():
        found += _plain(text[end : match.start()], wild=wild)
        found += match[1] if match[1] in _LITERALS else _value(match[1], context)
        end = match.end()
    return [*found, *_plain(text[end:], wild=wild)]


def _plain(text: str, *, wild: bool) -> list[Token]:
    return tokens(text) if wild else list(text)


def _value(variable: str, context: Context) -> str:
    key, _, default = variable.partition(",")
    values = context.get(key.strip().lower())
    if values is None or len(values) > 1 or (not values and not default):
        raise Unknown(variable)
    return values[0] if values else default.strip().strip("'")


def _equals(pattern: list[Token], value: str) -> bool:
    return pattern == list(value)


def _equals_ignoring_case(pattern: list[Token], value: str) -> bool:
    return [token.casefold() for token in pattern if isinstance(token, str)] == [each.casefold() for each in value]


Comparison = Callable[[list[Token], str], bool]
OPERATORS: dict[str, tuple[Comparison, bool]] = {
    "StringEquals": (_equals, True),
    "StringNotEquals": (_equals, False),
    "StringEqualsIgnoreCase": (_equals_ignoring_case, True),
    "StringNotEqualsIgnoreCase": (_equals_ignoring_case, False),
    "StringLike": (matches, True),
    "StringNotLike": (matches, False),
}
"""Name → how a value compares with a policy's, and whether that must be so or must not."""


def holds(conditions: object, context: Context, *, variables: bool) -> bool:
    """Whether every condition of a statement's block holds. Raises Unknown when that cannot be said."""
    if not isinstance(conditions, Mapping):
        raise Unknown("Condition")
    unknown: Unknown | None = None
    for operator, block in conditions.items():
        if not isinstance(block, Mapping):
            raise Unknown(operator)
        for key, wanted in block.items():
            try:
                if not _one_holds(operator, key, wanted, context, variables=variables):
                    return False
            except Unknown as problem:
                unknown = problem
    if unknown is not None:
        raise unknown
    return True


def _one_holds(operator: str, key: str, wanted: Any, context: Context, *, variables: bool) -> bool:
    form = _OPERATOR.fullmatch(operator)
    if form is None or form["name"] not in OPERATORS:
        raise Unknown(operator)
    values = context.get(key.lower())
    if values is None:
        raise Unknown(key)
    compare, must = OPERATORS[form["name"]]
    patterns = [
        filled(text, context, wild=compare is matches, variables=variables) for text in texts(wanted, Unknown(key))
    ]
    if not values and form["if_exists"]:
        return True
    meets = [any(compare(pattern, value) for pattern in patterns) is must for value in values]
    if form["set"] == "ForAllValues":
        return all(meets)
    if form["set"] == "ForAnyValue":
        return any(meets)
    return any(meets) if must else all(meets)


def texts(value: object, problem: Exception) -> list[str]:
    """A text or a list of texts, as policies write both. Raises ``problem`` for anything else."""
    found = value if isinstance(value, list) else [value]
    chosen = [text for text in found if isinstance(text, str)]
    if len(chosen) < len(found):
        raise problem
    return chosen
