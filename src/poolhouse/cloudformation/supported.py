"""Whether every type of a template, and of those nested in it, is built: asked before anything changes."""

from __future__ import annotations

from collections.abc import Sequence

from poolhouse.cloudformation.errors import UNSUPPORTED
from poolhouse.cloudformation.nested import Nested
from poolhouse.cloudformation.resources.catalogue import METADATA, NESTED_STACK, RESOURCE_TYPES
from poolhouse.cloudformation.resources.unsupported import may_be_recorded

_BUILT = RESOURCE_TYPES.keys() | {METADATA, NESTED_STACK}


def check_types(templates: Sequence[Nested], *, allow_unsupported: bool) -> None:
    """Raises ServiceError (``ValidationError``) naming the stack, the logical id and the type."""
    for path, template in templates:
        for logical_id, resource in template.resources.items():
            recordable = may_be_recorded(resource.type)
            if resource.type in _BUILT or (allow_unsupported and recordable):
                continue
            advice = "; --allow-unsupported records it and goes on." if recordable else ", and it guards access."
            raise UNSUPPORTED(type=resource.type, logical_id=logical_id, stack=path, advice=advice)
