"""What a query selects below a field, as resolvers see it.

Source: AppSync Developer Guide, "Resolver mapping template context reference", Info.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_directive_values,
    print_ast,
)

MOST_PATHS = 10_000
"""A query with nested fragments may select very much more than it says."""


class Selection:
    """Of one field."""

    def __init__(self, info: GraphQLResolveInfo[Any]) -> None:
        self._info = info
        self._sets = [node.selection_set for node in info.field_nodes if node.selection_set]

    def paths(self) -> list[str]:
        """Aliases joined by slashes, each before what lies below it; fragments expanded; no path twice."""
        found: dict[str, None] = {}
        pending = [("", field) for selection_set in self._sets for field in self._fields(selection_set)]
        pending.reverse()
        while pending and len(found) < MOST_PATHS:
            prefix, node = pending.pop()
            path = f"{prefix}{node.alias.value if node.alias else node.name.value}"
            found[path] = None
            if node.selection_set:
                pending += [(f"{path}/", field) for field in reversed(list(self._fields(node.selection_set)))]
        return list(found)

    def text(self) -> str:
        """GraphQL; spreads of named fragments stay as they are."""
        return "\n".join(print_ast(selection_set) for selection_set in self._sets)

    def cut(self, data: Any) -> Any:
        """Only what is selected: how AppSync shows the data of an error. Scalars pass."""
        return _cut(data, self._sets, self)

    def _fields(self, selection_set: SelectionSetNode) -> Iterator[FieldNode]:
        """Fields of a set, fragments expanded, without those that a directive leaves out."""
        pending, entered = list(reversed(selection_set.selections)), set[str]()
        while pending:
            node = pending.pop()
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                pending += reversed(node.selection_set.selections)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in entered:
                entered.add(node.name.value)
                pending += reversed(self._info.fragments[node.name.value].selection_set.selections)

    def _included(self, node: Any) -> bool:
        if not node.directives:
            return True
        values = self._info.variable_values
        skip = get_directive_values(GraphQLSkipDirective, node, values)
        include = get_directive_values(GraphQLIncludeDirective, node, values)
        return not (skip and skip["if"]) and not (include and not include["if"])


def _cut(data: Any, sets: Iterable[SelectionSetNode], selection: Selection) -> Any:
    sets = list(sets)
    if not sets:
        return data
    if isinstance(data, list):
        return [_cut(item, sets, selection) for item in data]
    if not isinstance(data, dict):
        return data
    below: dict[str, list[SelectionSetNode]] = {}
    for selection_set in sets:
        for node in selection._fields(selection_set):
            nested = below.setdefault(node.name.value, [])
            if node.selection_set:
                nested.append(node.selection_set)
    return {name: _cut(data[name], nested, selection) for name, nested in below.items() if name in data}
