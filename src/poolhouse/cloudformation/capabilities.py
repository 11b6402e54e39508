"""What a template may only do with the caller's word for it (user guide, "Acknowledging IAM resources")."""

from __future__ import annotations

from collections.abc import Sequence

from poolhouse.cloudformation.errors import CAPABILITIES
from poolhouse.cloudformation.nested import Nested
from poolhouse.cloudformation.template import Template

IAM = "CAPABILITY_IAM"
NAMED_IAM = "CAPABILITY_NAMED_IAM"

_NAMES = {
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
}


def required(template: Template) -> tuple[str | None, list[str]]:
    """The capability that a template needs by itself, and the resource types that need it."""
    types = sorted({one.type for one in template.resources.values() if one.type in _NAMES})
    named = any(_NAMES.get(one.type) in one.properties for one in template.resources.values())
    return (NAMED_IAM if named else IAM if types else None), types


def check_capabilities(templates: Sequence[Nested], given: Sequence[str]) -> None:
    """Raises ServiceError (``InsufficientCapabilitiesException``)."""
    for _, template in templates:
        needed, _ = required(template)
        if needed is not None and NAMED_IAM not in given and needed not in given:
            raise CAPABILITIES(capability=needed)
