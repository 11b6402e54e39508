"""AWS::Lambda::Alias: a qualified ARN that calls the function's newest code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class LambdaAlias(ResourceType):
    replaced_by = frozenset({"FunctionName", "Name"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        function = str(properties["FunctionName"]).rpartition(":")[2]
        arn = work.arn("lambda", f"function:{function}:{properties['Name']}")
        work.remark("The alias always calls the function's newest code.")
        return Made(arn, {"AliasArn": arn})

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id, resource.attributes)
