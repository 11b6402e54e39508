"""A template and all that are nested in it, as far as their addresses are known before the deployment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from poolhouse.cloudformation.errors import TEMPLATE_FORMAT
from poolhouse.cloudformation.intrinsics import Evaluator
from poolhouse.cloudformation.resources.catalogue import NESTED_STACK
from poolhouse.cloudformation.template import Template
from poolhouse.cloudformation.template_source import nested_template
from poolhouse.errors import ServiceError
from poolhouse.ports import Records

MOST_STACKS = 100


class Nested(NamedTuple):
    """``path`` is the outermost stack's name and the logical ids that lead to the template."""

    path: str
    template: Template


async def every_template(records: Records, template: Template, path: str, pseudo: Mapping[str, Any]) -> list[Nested]:
    """The template and each that is nested in it. One whose address depends on resources or parameters is left to the
    deployment itself. Raises ServiceError where an address leads nowhere."""
    found, queue = [], [Nested(path, template)]
    while queue:
        current = queue.pop()
        found.append(current)
        if len(found) > MOST_STACKS:
            raise TEMPLATE_FORMAT(text="too many nested stacks.")
        for logical_id, resource in current.template.resources.items():
            url = _address(resource.properties.get("TemplateURL"), pseudo) if resource.type == NESTED_STACK else None
            if url is not None:
                queue.append(Nested(f"{current.path}/{logical_id}", await nested_template(records, url)))
    return found


def _address(value: Any, pseudo: Mapping[str, Any]) -> str | None:
    evaluator = Evaluator(
        parameters=pseudo,
        mappings={},
        conditions={},
        region="",
        resources=None,
        exported=lambda _: None,
        dynamic=lambda _: None,
    )
    try:
        url = evaluator.resolve(value)
    except ServiceError:
        return None
    return url if isinstance(url, str) else None
