"""Exports bind the stacks that import them (user guide, "Get exported outputs from a deployed stack")."""

from __future__ import annotations

from poolhouse.cloudformation.errors import EXPORT_EXISTS, EXPORT_IN_USE, TEMPLATE_FORMAT
from poolhouse.model.stack import Stack, StackOutput
from poolhouse.ports import Records


async def replace_exports(records: Records, stack: Stack, outputs: list[StackOutput], imports: set[str]) -> None:
    """Raises ServiceError for a name that is taken, and for one that is used and would go or change."""
    exported = [output for output in outputs if output.export_name is not None]
    exports = {output.export_name: output.value for output in exported if output.export_name is not None}
    if len(exports) < len(exported):
        raise TEMPLATE_FORMAT(text="Two outputs are exported under the same name.")
    for name in exports:
        known = await records.get_export(name)
        if known is not None and known[0] != stack.id:
            raise EXPORT_EXISTS(name=name, stack=known[0])
    for output in stack.outputs:
        before = output.export_name
        if before is not None and exports.get(before) != output.value:
            await refuse_used_export(records, stack, before)
    await records.replace_exports(stack.id, exports)
    await records.replace_imports(stack.id, sorted(imports))


async def refuse_used_export(records: Records, stack: Stack, name: str) -> None:
    """Raises ServiceError when another stack imports it."""
    users = [one for one in await records.list_importers(name) if one != stack.id]
    if users:
        user = await records.get_stack(users[0])
        raise EXPORT_IN_USE(name=name, stack=user.name if user else users[0])
