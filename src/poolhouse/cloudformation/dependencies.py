"""Which resource needs which, and the order of work that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from poolhouse.cloudformation.errors import CIRCULAR, IN_CONDITIONS, TEMPLATE_ERROR, UNRESOLVED
from poolhouse.cloudformation.intrinsics import attribute_reference, function_name, sub_references
from poolhouse.cloudformation.template import Template
from poolhouse.model.stack import StackResource

PSEUDO = frozenset(
    f"AWS::{name}"
    for name in (
        "AccountId",
        "NoValue",
        "NotificationARNs",
        "Partition",
        "Region",
        "StackId",
        "StackName",
        "URLSuffix",
    )
)


def check_references(template: Template) -> None:
    """Refuse names that stand for nothing. Raises ServiceError (``ValidationError``)."""
    known = template.resources.keys() | template.parameters.keys() | PSEUDO
    for block, values in (
        ("Resources", [resource.properties for resource in template.resources.values()]),
        ("Outputs", list(template.outputs.values())),
    ):
        missing = {name for value in values for name in _names(value) if name not in known}
        if block == "Resources":
            missing |= {name for one in template.resources.values() for name in one.depends_on} - known
        for value in values:
            for logical_id in _attributes_of(value):
                if logical_id not in template.resources:
                    raise TEMPLATE_ERROR(text=f"instance of Fn::GetAtt references undefined resource {logical_id}")
        if missing:
            raise UNRESOLVED(names=f"[{', '.join(sorted(missing))}]", block=block)
    in_conditions = {name for name in _names(dict(template.conditions)) if name in template.resources}
    if in_conditions:
        raise IN_CONDITIONS(names=f"[{', '.join(sorted(in_conditions))}]")


def order(template: Template, existing: Callable[[str], bool], holds: Callable[[str], bool]) -> dict[str, list[str]]:
    """Logical id → what it needs, with each resource after all that it needs; resources that do not exist left out.

    Raises ServiceError (``ValidationError``) for a cycle.
    """
    needs = {}
    for logical_id, resource in template.resources.items():
        if not existing(logical_id):
            continue
        named = {name for name in _names(resource.properties, holds) if name in template.resources}
        named |= set(_attributes_of(resource.properties, holds)) | set(resource.depends_on)
        needs[logical_id] = sorted(name for name in named if name in template.resources and existing(name))
    try:
        return {logical_id: needs[logical_id] for logical_id in TopologicalSorter(needs).static_order()}
    except CycleError as error:
        raise CIRCULAR(names=f"[{', '.join(sorted(set(error.args[1])))}]") from None


def deletion_order(resources: Iterable[StackResource]) -> list[StackResource]:
    """In an order in which nothing goes before what needs it."""
    remaining = {resource.logical_id: resource for resource in resources}
    ordered: list[StackResource] = []

    def visit(logical_id: str) -> None:
        resource = remaining.pop(logical_id, None)
        if resource is not None:
            for needed in resource.needs:
                visit(needed)
            ordered.append(resource)

    for logical_id in list(remaining):
        visit(logical_id)
    return ordered[::-1]


def _names(value: Any, holds: Callable[[str], bool] | None = None) -> Iterator[str]:
    """Every name that a Ref or an Fn::Sub uses, and the resource of every ``${Resource.Attribute}``."""
    for name, argument in _calls(value, holds):
        if name == "Ref" and isinstance(argument, str):
            yield argument
        elif name == "Fn::Sub":
            yield from (reference.partition(".")[0] for reference in sub_references(argument))


def _attributes_of(value: Any, holds: Callable[[str], bool] | None = None) -> Iterator[str]:
    for name, argument in _calls(value, holds):
        if name == "Fn::GetAtt":
            yield attribute_reference(argument)[0]


def _calls(value: Any, holds: Callable[[str], bool] | None) -> Iterator[tuple[str, Any]]:
    """Every function call within ``value``; with ``holds``, only those in branches of Fn::If that are taken."""
    if isinstance(value, list):
        for member in value:
            yield from _calls(member, holds)
    elif isinstance(value, Mapping):
        name = function_name(value)
        if name is None:
            for member in value.values():
                yield from _calls(member, holds)
            return
        argument = value[name]
        yield name, argument
        if name == "Fn::If" and holds is not None and isinstance(argument, list) and len(argument) == 3:
            argument = argument[1] if holds(str(argument[0])) else argument[2]
        yield from _calls(argument, holds)
