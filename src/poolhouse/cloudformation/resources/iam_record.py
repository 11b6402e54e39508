"""AWS::IAM::{User, Group, InstanceProfile}: records; nobody signs in as them here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class IamRecord(ResourceType):
    """``kind`` is the word in the ARN, ``name_property`` the one that names it."""

    def __init__(self, kind: str, name_property: str) -> None:
        self._kind = kind
        self._name_property = name_property
        self.replaced_by = frozenset({name_property})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get(self._name_property) or work.generated_name()
        return Made(name, {"Arn": work.arn("iam", f"{self._kind}{properties.get('Path', '/')}{name}", regional=False)})

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id, resource.attributes)
