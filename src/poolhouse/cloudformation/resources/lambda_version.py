"""AWS::Lambda::Version: a name for the code as it is; functions here have one version, the latest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.property_check import schemas
from poolhouse.cloudformation.work import Made, ResourceType, Work


class LambdaVersion(ResourceType):
    replaced_by = frozenset(schemas()["AWS::Lambda::Version"]["properties"])

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = str(properties["FunctionName"]).rpartition(":")[2]
        arn = work.arn("lambda", f"function:{name}:1")
        work.remark("The version always runs the function's newest code.")
        return Made(arn, {"Version": "1", "FunctionArn": arn})
