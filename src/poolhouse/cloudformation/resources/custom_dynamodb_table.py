"""Custom::AmplifyDynamoDBTable: a record with the ARNs that templates cut. Models have no data source here yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work, required_text
from poolhouse.model.stack import StackResource


class AmplifyDynamodbTable(ResourceType):
    replaced_by = frozenset({"tableName"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = required_text(properties, "tableName")
        work.remark("Models are not built yet: queries on this table answer with an error.")
        arn = work.arn("dynamodb", f"table/{name}")
        return Made(name, {"TableArn": arn, "TableStreamArn": f"{arn}/stream/2000-01-01T00:00:00.000"})

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id, resource.attributes)
