"""AWS::Lambda::Permission."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.cloudformation.property_check import schemas
from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource


class LambdaPermission(ResourceType):
    replaced_by = frozenset(schemas()["AWS::Lambda::Permission"]["properties"])

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        statement_id = work.generated_name(longest=100)
        body = {name: value for name, value in properties.items() if name != "FunctionName"}
        await work.calls.functions.add_permission(
            properties["FunctionName"], msgspec.json.encode({**body, "StatementId": statement_id})
        )
        return Made(statement_id, {"Id": statement_id})

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls.functions.remove_permission(
                resource.properties["FunctionName"], resource.physical_id, None
            )
