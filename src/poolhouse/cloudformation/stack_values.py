"""Values of one stack while it is deployed: what its templates may ask, and its outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.cloudformation.errors import TEMPLATE_ERROR
from poolhouse.cloudformation.intrinsics import NO_VALUE, Evaluator
from poolhouse.model.stack import StackOutput, StackResource


class StackValues(msgspec.Struct):
    """What a stack's own values may ask while it is being deployed."""

    stored: dict[str, str]
    exports: dict[str, str]
    made: dict[str, StackResource] = msgspec.field(default_factory=dict)
    imports: set[str] = msgspec.field(default_factory=set)

    def ref(self, logical_id: str) -> str:
        return self._resource(logical_id).ref

    def attribute(self, logical_id: str, name: str) -> Any:
        attributes = self._resource(logical_id).attributes
        if name in attributes:
            return attributes[name]
        raise TEMPLATE_ERROR(text=f"resource {logical_id} does not support attribute type {name} in Fn::GetAtt")

    def exported(self, name: str) -> str | None:
        self.imports.add(name)
        return self.exports.get(name)

    def dynamic(self, reference: str) -> str | None:
        service, _, rest = reference.partition(":")
        return self.stored.get(rest.partition(":")[0]) if service in ("ssm", "ssm-secure") else None

    def _resource(self, logical_id: str) -> StackResource:
        resource = self.made.get(logical_id)
        if resource is None:
            raise TEMPLATE_ERROR(text=f"instance of Fn::GetAtt references undefined resource {logical_id}")
        return resource


def evaluated_output(name: str, definition: Mapping[str, Any], evaluator: Evaluator) -> StackOutput | None:
    if "Condition" in definition and not evaluator.holds(str(definition["Condition"])):
        return None
    value = evaluator.resolve(definition["Value"])
    if value is NO_VALUE or isinstance(value, (dict, list)):
        raise TEMPLATE_ERROR(text=f"The Value field of every Outputs member must evaluate to a String. [{name}]")
    export = str(evaluator.resolve(definition["Export"]["Name"])) if "Export" in definition else None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return StackOutput(key=name, value=text, description=definition.get("Description"), export_name=export)
