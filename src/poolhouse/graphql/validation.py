"""Validation of queries, with AppSync's words where they are known: graphql-java's, not graphql-core's."""

from __future__ import annotations

from typing import Any

from graphql import ArgumentNode, FieldNode, FragmentDefinitionNode, GraphQLError, specified_rules
from graphql.type import is_introspection_type, is_required_argument
from graphql.validation import (
    FieldsOnCorrectTypeRule,
    KnownArgumentNamesRule,
    ProvidedRequiredArgumentsRule,
    ValidationContext,
    ValidationRule,
)

MOST_INTROSPECTION_FIELDS = 250
"""Choice. The whole standard introspection query has about sixty; each may multiply the schema's size."""


def _failed(kind: str, text: str, node: Any, path: list[str]) -> GraphQLError:
    return GraphQLError(f"Validation error of type {kind}: {text} @ '{'/'.join(path)}'", node)


def _path(node: FieldNode, ancestors: Any) -> list[str]:
    """Names of the fields around a field, its own included; a fragment's name where the field is in one."""
    around = [ancestor.name.value for ancestor in ancestors if isinstance(ancestor, FieldNode | FragmentDefinitionNode)]
    return [*around, node.name.value]


class FieldUndefined(ValidationRule):
    def enter_field(self, node: FieldNode, _key: Any, _parent: Any, _path_: Any, ancestors: Any) -> None:
        parent = self.context.get_parent_type()
        if parent is not None and self.context.get_field_def() is None:
            text = f"Field '{node.name.value}' in type '{parent.name}' is undefined"
            self.report_error(_failed("FieldUndefined", text, node, _path(node, ancestors)))


class UnknownArgument(KnownArgumentNamesRule):
    """The inherited part looks at arguments of directives."""

    def enter_argument(self, node: ArgumentNode, _key: Any, _parent: Any, _path_: Any, ancestors: Any) -> None:
        field, owner = self.context.get_field_def(), ancestors[-1]
        if field and isinstance(owner, FieldNode) and node.name.value not in field.args:
            text = f"Unknown field argument {node.name.value}"
            self.report_error(_failed("UnknownArgument", text, node, _path(owner, ancestors[:-1])))


class MissingFieldArgument(ProvidedRequiredArgumentsRule):
    """The inherited part looks at arguments of directives."""

    def leave_field(self, node: FieldNode, _key: Any, _parent: Any, _path_: Any, ancestors: Any) -> None:
        field = self.context.get_field_def()
        given = {argument.name.value for argument in node.arguments or ()}
        for name, argument in field.args.items() if field else ():
            if name not in given and is_required_argument(argument):
                text = f"Missing field argument {name}"
                self.report_error(_failed("MissingFieldArgument", text, node, _path(node, ancestors)))


class NoIntrospection(ValidationRule):
    """For APIs that switch introspection off: the meta types look as if they had no fields; ``__typename`` works."""

    def enter_field(self, node: FieldNode, _key: Any, _parent: Any, _path_: Any, ancestors: Any) -> None:
        parent = self.context.get_parent_type()
        if parent is not None and is_introspection_type(parent) and node.name.value != "__typename":
            text = f"Field '{node.name.value}' in type '{parent.name}' is undefined"
            self.report_error(_failed("FieldUndefined", text, node, _path(node, ancestors)))


class BoundedIntrospection(ValidationRule):
    """Introspection once in a document and within reason: nothing else bounds what it answers with."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fields = 0
        self._entered: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        name, parent = node.name.value, self.context.get_parent_type()
        if name in ("__schema", "__type"):
            if name in self._entered:
                self.report_error(GraphQLError(f"{name} may be asked for once in a document.", node))
            self._entered.add(name)
        elif parent is not None and is_introspection_type(parent):
            self._fields += 1
            if self._fields == MOST_INTROSPECTION_FIELDS + 1:
                self.report_error(GraphQLError("The introspection query is too large.", node))


_REPLACED = {
    FieldsOnCorrectTypeRule: FieldUndefined,
    KnownArgumentNamesRule: UnknownArgument,
    ProvidedRequiredArgumentsRule: MissingFieldArgument,
}
_RULES = (*(_REPLACED.get(rule, rule) for rule in specified_rules), BoundedIntrospection)


def rules(*, introspection: bool) -> tuple[type[Any], ...]:
    return _RULES if introspection else (*_RULES, NoIntrospection)
