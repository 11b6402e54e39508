"""Intrinsic functions and conditions (user guide, "Intrinsic function reference").

:class:`Evaluator` turns a template's values into plain ones. What a Ref or Fn::GetAtt to a resource gives is asked of
the deployment, which makes resources in an order that has the answer ready.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from poolhouse.cloudformation.errors import NO_EXPORT, TEMPLATE_ERROR

NO_VALUE = object()
"""What ``Ref AWS::NoValue`` gives: the property, element or key that holds it disappears."""

_VARIABLE = re.compile(r"\$\{(!?)([^{}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:([^{}]*)\}\}")
ZONES = ("a", "b", "c", "d", "e", "f")


class Resources(Protocol):
    """What the resources of the stack answer."""

    def ref(self, logical_id: str) -> str: ...

    def attribute(self, logical_id: str, name: str) -> Any: ...


class Evaluator(msgspec.Struct, frozen=True):
    """``parameters`` include the pseudo parameters; ``resources`` is None where no resource may be named."""

    parameters: Mapping[str, Any]
    mappings: Mapping[str, Any]
    conditions: Mapping[str, Any]
    region: str
    resources: Resources | None
    exported: Callable[[str], str | None]
    dynamic: Callable[[str], str | None]
    _decided: dict[str, bool] = msgspec.field(default_factory=dict)
    _deciding: set[str] = msgspec.field(default_factory=set)

    def resolve(self, value: Any) -> Any:
        """The value without functions; NO_VALUE when nothing is left of it. Raises ServiceError."""
        if isinstance(value, dict):
            name = function_name(value)
            if name is not None:
                return self._call(name, value[name])
            resolved = {key: self.resolve(member) for key, member in value.items()}
            return {key: member for key, member in resolved.items() if member is not NO_VALUE}
        if isinstance(value, list):
            return [member for member in map(self.resolve, value) if member is not NO_VALUE]
        if isinstance(value, str) and "{{resolve:" in value:
            return _DYNAMIC.sub(self._dynamic, value)
        return value

    def holds(self, name: str) -> bool:
        """Whether the condition of that name is true."""
        if name not in self.conditions:
            raise TEMPLATE_ERROR(text=f"unresolved condition dependency {name} in Fn::If")
        if name in self._deciding:
            raise TEMPLATE_ERROR(text=f"Circular dependency between conditions: [{', '.join(sorted(self._deciding))}]")
        if name not in self._decided:
            self._deciding.add(name)
            value = self.resolve(self.conditions[name])
            self._deciding.discard(name)
            if not isinstance(value, bool):
                raise TEMPLATE_ERROR(text=f"Conditions can only be boolean operations on parameters: {name}")
            self._decided[name] = value
        return self._decided[name]

    def _call(self, name: str, argument: Any) -> Any:
        function = _FUNCTIONS.get(name)
        if function is None:
            raise TEMPLATE_ERROR(text=f"{name} is not supported here.")
        return function(self, argument)

    def _ref(self, name: Any) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        if isinstance(name, str) and name in self.parameters:
            return self.parameters[name]
        if self.resources is None or not isinstance(name, str):
            raise TEMPLATE_ERROR(text=f"Ref {name} cannot be resolved here.")
        return self.resources.ref(name)

    def _get_att(self, argument: Any) -> Any:
        logical_id, attribute = attribute_reference(argument)
        if self.resources is None:
            raise TEMPLATE_ERROR(text=f"instance of Fn::GetAtt references undefined resource {logical_id}")
        return self.resources.attribute(logical_id, str(self.resolve(attribute)))

    def _sub(self, argument: Any) -> str:
        text, variables = argument if _is_list(argument, 2) else (argument, {})
        if not isinstance(text, str) or not isinstance(variables, dict):
            raise TEMPLATE_ERROR(text="Fn::Sub expects a string, or a list of a string and a map of variables.")
        own = {name: self._text(self.resolve(value), "Fn::Sub") for name, value in variables.items()}

        def replaced(match: re.Match[str]) -> str:
            literal, name = match[1], match[2].strip()
            if literal:
                return f"${{{match[2]}}}"
            if name in own:
                return own[name]
            return self._text(self._get_att(name) if "." in name else self._ref(name), "Fn::Sub")

        return _VARIABLE.sub(replaced, text)

    def _join(self, argument: Any) -> str:
        if not _is_list(argument, 2) or not isinstance(argument[0], str):
            raise TEMPLATE_ERROR(
                text="every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings "
                "to be joined."
            )
        items = self.resolve(argument[1])
        if not isinstance(items, list):
            raise TEMPLATE_ERROR(text="every Fn::Join object requires a list of strings to be joined.")
        return argument[0].join(self._text(item, "Fn::Join") for item in items)

    def _split(self, argument: Any) -> list[str]:
        if not _is_list(argument, 2) or not isinstance(argument[0], str) or not argument[0]:
            raise TEMPLATE_ERROR(
                text="every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string "
                "to be split."
            )
        return self._text(self.resolve(argument[1]), "Fn::Split").split(argument[0])

    def _select(self, argument: Any) -> Any:
        if not _is_list(argument, 2):
            raise TEMPLATE_ERROR(text="Fn::Select requires a list argument with two elements.")
        index_text, items = str(self.resolve(argument[0])), self.resolve(argument[1])
        if not re.fullmatch(r"[0-9]{1,9}", index_text) or not isinstance(items, list):
            raise TEMPLATE_ERROR(text="Fn::Select requires an integer index and a list.")
        if int(index_text) >= len(items):
            raise TEMPLATE_ERROR(text=f"Fn::Select cannot select nonexistent value at index {index_text}")
        return items[int(index_text)]

    def _if(self, argument: Any) -> Any:
        if not _is_list(argument, 3) or not isinstance(argument[0], str):
            raise TEMPLATE_ERROR(text="Fn::If requires a list argument with three elements.")
        return self.resolve(argument[1] if self.holds(argument[0]) else argument[2])

    def _equals(self, argument: Any) -> bool:
        if not _is_list(argument, 2):
            raise TEMPLATE_ERROR(text="Fn::Equals requires a list argument with two elements.")
        left, right = (self.resolve(value) for value in argument)
        return bool(left == right or (_is_scalar(left) and _is_scalar(right) and _as_text(left) == _as_text(right)))

    def _and(self, argument: Any) -> bool:
        return all(self._decisions(argument, "Fn::And"))

    def _or(self, argument: Any) -> bool:
        return any(self._decisions(argument, "Fn::Or"))

    def _not(self, argument: Any) -> bool:
        if not _is_list(argument, 1):
            raise TEMPLATE_ERROR(text="Fn::Not requires a list argument with one element.")
        return not self._decision(argument[0])

    def _condition(self, name: Any) -> bool:
        return self.holds(str(name))

    def _decisions(self, argument: Any, name: str) -> list[bool]:
        if not isinstance(argument, list) or not 2 <= len(argument) <= 10:
            raise TEMPLATE_ERROR(text=f"every {name} object requires a list of 2 to 10 boolean parameters.")
        return [self._decision(one) for one in argument]

    def _decision(self, value: Any) -> bool:
        decided = self.resolve(value)
        if not isinstance(decided, bool):
            raise TEMPLATE_ERROR(text="conditions can only be combined of conditions.")
        return decided

    def _find_in_map(self, argument: Any) -> Any:
        default = argument[3] if _is_list(argument, 4) else None
        if default is None and not _is_list(argument, 3):
            raise TEMPLATE_ERROR(text="every Fn::FindInMap object requires three parameters.")
        names = [str(self.resolve(name)) for name in argument[:3]]
        found: Any = self.mappings
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        if found is not None:
            return found
        if isinstance(default, dict) and "DefaultValue" in default:
            return self.resolve(default["DefaultValue"])
        raise TEMPLATE_ERROR(text=f"Unable to get mapping for {'::'.join(names)}")

    def _import_value(self, argument: Any) -> str:
        name = self._text(self.resolve(argument), "Fn::ImportValue")
        value = self.exported(name)
        if value is None:
            raise NO_EXPORT(name=name)
        return value

    def _base64(self, argument: Any) -> str:
        return base64.b64encode(self._text(self.resolve(argument), "Fn::Base64").encode()).decode()

    def _get_azs(self, argument: Any) -> list[str]:
        region = str(self.resolve(argument)) or self.region
        return [region + letter for letter in ZONES[:3]]

    def _cidr(self, argument: Any) -> list[str]:
        values = self.resolve(argument)
        try:
            block, count, bits = (*values, 8) if len(values) == 2 else values
            network = ipaddress.ip_network(str(block))
            subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits))
            return [str(next(subnets)) for _ in range(min(int(count), 256))]
        except (ValueError, TypeError, StopIteration):
            raise TEMPLATE_ERROR(text="Fn::Cidr object requires a valid block, count and cidrBits.") from None

    def _dynamic(self, match: re.Match[str]) -> str:
        value = self.dynamic(match[1])
        if value is None:
            raise TEMPLATE_ERROR(text=f"the dynamic reference {match[0]} cannot be resolved.")
        return value

    def _text(self, value: Any, where: str) -> str:
        if not _is_scalar(value):
            raise TEMPLATE_ERROR(text=f"{where}: expected a string, found {type(value).__name__}.")
        return _as_text(value)


_FUNCTIONS: Mapping[str, Callable[[Evaluator, Any], Any]] = {
    "Condition": Evaluator._condition,
    "Fn::And": Evaluator._and,
    "Fn::Base64": Evaluator._base64,
    "Fn::Cidr": Evaluator._cidr,
    "Fn::Equals": Evaluator._equals,
    "Fn::FindInMap": Evaluator._find_in_map,
    "Fn::GetAZs": Evaluator._get_azs,
    "Fn::GetAtt": Evaluator._get_att,
    "Fn::If": Evaluator._if,
    "Fn::ImportValue": Evaluator._import_value,
    "Fn::Join": Evaluator._join,
    "Fn::Not": Evaluator._not,
    "Fn::Or": Evaluator._or,
    "Fn::Select": Evaluator._select,
    "Fn::Split": Evaluator._split,
    "Fn::Sub": Evaluator._sub,
    "Ref": Evaluator._ref,
}


def function_name(value: Mapping[str, Any]) -> str | None:
    """The function that an object calls; None for plain data. IAM documents have a member ``Condition`` too, whose
    value is an object; as a function it names a condition."""
    names = [name for name in value if name == "Ref" or name.startswith("Fn::")]
    if not names:
        return "Condition" if len(value) == 1 and isinstance(value.get("Condition"), str) else None
    if len(value) != 1:
        raise TEMPLATE_ERROR(text=f"{names[0]} must be the only member of its object.")
    return names[0]


def attribute_reference(argument: Any) -> tuple[str, Any]:
    """Logical id and attribute of Fn::GetAtt, in its list form or as a text that is split at the first dot."""
    if isinstance(argument, str) and "." in argument:
        logical_id, _, attribute = argument.partition(".")
        return logical_id, attribute
    if isinstance(argument, list) and len(argument) >= 2 and isinstance(argument[0], str):
        return argument[0], argument[1] if len(argument) == 2 else ".".join(map(str, argument[1:]))
    raise TEMPLATE_ERROR(
        text="every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute"
    )


def sub_references(argument: Any) -> list[str]:
    """The names that an Fn::Sub takes from outside: ``Name`` or ``Logical.Attribute``."""
    text, variables = argument if _is_list(argument, 2) else (argument, {})
    if not isinstance(text, str) or not isinstance(variables, dict):
        return []
    found = [match[2].strip() for match in _VARIABLE.finditer(text) if not match[1]]
    return [name for name in found if name not in variables]


def _is_list(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (str, int, float))


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
