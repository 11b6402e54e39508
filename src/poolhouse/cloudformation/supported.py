"""Whether every type of a template, and of those nested in it, is built: asked before anything changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from poolhouse.cloudformation.errors import UNSUPPORTED
from poolhouse.cloudformation.nested import Nested
from poolhouse.cloudformation.resources.catalogue import METADATA, NESTED_STACK, RESOURCE_TYPES
from poolhouse.cloudformation.resources.unsupported import may_be_recorded

_BUILT = RESOURCE_TYPES.keys() | {METADATA, NESTED_STACK}


def check_types(templates: Sequence[Nested], built: Callable[[str], bool], *, allow_unsupported: bool) -> None:
    """``built`` tells of an operation whether it is.

    Raises ServiceError (``ValidationError``) naming the stack, the logical id and the type.
    """
    for path, template in templates:
        for logical_id, resource in template.resources.items():
            recordable = may_be_recorded(resource.type)
            kind = RESOURCE_TYPES.get(resource.type)
            makeable = kind is None or not kind.operation or built(kind.operation)
            if (resource.type in _BUILT and makeable) or (allow_unsupported and recordable):
                continue
            advice = "; --allow-unsupported records it and goes on." if recordable else ", and it guards access."
            raise UNSUPPORTED(type=resource.type, logical_id=logical_id, stack=path, advice=advice)
