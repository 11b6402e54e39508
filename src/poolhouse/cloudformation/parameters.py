"""Parameter values of one deployment, checked against their declarations (user guide, "Parameters")."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import regex

from poolhouse.cloudformation.errors import MISSING_PARAMETERS, PARAMETER_VALUE, UNKNOWN_PARAMETERS

LONGEST_VALUE = 4096
LONGEST_PATTERN = 1000
PATTERN_SECONDS = 0.2
_LISTS = re.compile(r"CommaDelimitedList|List<.*>", re.DOTALL)
_FROM_STORE = re.compile(r"AWS::SSM::Parameter::Value<(.*)>", re.DOTALL)

BOOTSTRAP_VERSION = "BootstrapVersion"
"""Every CDK template declares it, names an SSM parameter of the bootstrap stack as its default and uses it in Rules
alone, which are not evaluated here."""


def resolve_parameters(
    declared: Mapping[str, Mapping[str, Any]], given: Mapping[str, str], stored: Callable[[str], str | None]
) -> dict[str, Any]:
    """Name → text, or list of texts for list types. ``stored`` finds the value of an SSM parameter.

    Raises ServiceError (``ValidationError``).
    """
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise UNKNOWN_PARAMETERS(names=_list(unknown))
    missing = sorted(name for name, one in declared.items() if name not in given and "Default" not in one)
    if missing:
        raise MISSING_PARAMETERS(names=_list(missing))
    return {
        name: _value(name, declaration, str(given.get(name, declaration.get("Default"))), stored)
        for name, declaration in declared.items()
        if name != BOOTSTRAP_VERSION
    }


def _value(name: str, declared: Mapping[str, Any], text: str, stored: Callable[[str], str | None]) -> Any:
    kind = str(declared["Type"])
    if from_store := _FROM_STORE.fullmatch(kind):
        found = stored(text)
        if found is None:
            raise PARAMETER_VALUE(text=f"Unable to fetch parameters [{text}] from parameter store for this account.")
        text, kind = found, from_store[1]
    if len(text) > LONGEST_VALUE:
        raise PARAMETER_VALUE(text=f"Parameter '{name}' must be at most {LONGEST_VALUE} bytes long")
    if _LISTS.fullmatch(kind):
        items = [item.strip() for item in text.split(",")] if text else []
        for item in items:
            _check(name, declared, item, number="Number" in kind)
        return items
    _check(name, declared, text, number=kind == "Number")
    return text


def _check(name: str, declared: Mapping[str, Any], text: str, *, number: bool) -> None:
    def refuse(what: str) -> None:
        raise PARAMETER_VALUE(text=str(declared.get("ConstraintDescription") or f"Parameter '{name}' {what}"))

    if number:
        try:
            value = float(text)
        except ValueError:
            return refuse("must be a number.")
        if not math.isfinite(value):
            return refuse("must be a number.")
        if value < float(declared.get("MinValue", value)) or value > float(declared.get("MaxValue", value)):
            refuse("must be a number within its bounds")
    allowed = declared.get("AllowedValues")
    if allowed is not None and text not in {str(one) for one in allowed}:
        refuse("must be one of AllowedValues")
    pattern = declared.get("AllowedPattern")
    if pattern is not None and not _matches(str(pattern), text):
        refuse(f"must match pattern {pattern}")
    if len(text) < int(declared.get("MinLength", 0)) or len(text) > int(declared.get("MaxLength", LONGEST_VALUE)):
        refuse("must contain a number of characters within its bounds")
    return None


def _matches(pattern: str, text: str) -> bool:
    """A pattern that cannot be read, or takes longer than any honest one, fits nothing."""
    try:
        return regex.fullmatch(pattern[:LONGEST_PATTERN], text, timeout=PATTERN_SECONDS) is not None
    except (regex.error, TimeoutError):
        return False


def _list(names: list[str]) -> str:
    return f"[{', '.join(names)}]"
