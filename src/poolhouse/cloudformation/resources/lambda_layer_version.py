"""AWS::Lambda::LayerVersion: a record with a well-formed ARN; its content is not mounted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.property_check import schemas
from poolhouse.cloudformation.work import Made, ResourceType, Work


class LambdaLayerVersion(ResourceType):
    replaced_by = frozenset(schemas()["AWS::Lambda::LayerVersion"]["properties"])

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("LayerName") or work.generated_name()
        arn = work.arn("lambda", f"layer:{name}:1")
        return Made(arn, {"LayerVersionArn": arn})
