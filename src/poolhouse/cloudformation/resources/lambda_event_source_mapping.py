"""AWS::Lambda::EventSourceMapping: a record; there are no event sources here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class LambdaEventSourceMapping(ResourceType):
    replaced_by = frozenset({"EventSourceArn", "StartingPosition", "StartingPositionTimestamp"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        work.remark("Recorded only: no events will reach the function from this source.")
        mapping_id = work.entropy.uuid()
        return Made(
            mapping_id,
            {"Id": mapping_id, "EventSourceMappingArn": work.arn("lambda", f"event-source-mapping:{mapping_id}")},
        )

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id, resource.attributes)
