"""Custom::AmplifyBranchLinkerResource: links a branch to Amplify Hosting, which does not exist here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class BranchLinker(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        return Made(work.generated_name())

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id)
