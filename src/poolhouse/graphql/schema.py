"""From SDL text to a schema: AppSync's directives and scalars are given, everything unknown is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeSystemDefinitionNode,
    TypeSystemExtensionNode,
    Visitor,
    get_named_type,
    parse,
    validate_schema,
    visit,
)
from graphql.utilities import build_ast_schema
from graphql.validation.validate import validate_sdl

from poolhouse.graphql import scalars
from poolhouse.graphql.access import Directive
from poolhouse.graphql.failures import TypeMismatch
from poolhouse.graphql.source import BadApi

LARGEST_SCHEMA = 1024 * 1024
"""Characters (AppSync Developer Guide, "AWS AppSync endpoints and quotas")."""

_PRELUDE = """
directive @aws_api_key on FIELD_DEFINITION | OBJECT
directive @aws_iam on FIELD_DEFINITION | OBJECT
directive @aws_oidc on FIELD_DEFINITION | OBJECT
directive @aws_lambda on FIELD_DEFINITION | OBJECT
directive @aws_cognito_user_pools(cognito_groups: [String!]) on FIELD_DEFINITION | OBJECT
directive @aws_auth(cognito_groups: [String!]!) on FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
""" + "\n".join(f"scalar {name}" for name in scalars.NAMES)

_OURS = frozenset(directive.value for directive in Directive)
_KNOWN = _OURS | {"deprecated"}


def build_schema(text: str) -> GraphQLSchema:
    """Raises BadApi with every fault and its line."""
    if len(text) > LARGEST_SCHEMA:
        raise BadApi(f"The schema is longer than {LARGEST_SCHEMA} characters.")
    try:
        written = parse(text)
    except GraphQLError as error:
        raise BadApi(f"The schema cannot be read: {_described(error)}") from None
    faults = _foreign_definitions(written) + _foreign_directives(written)
    if faults:
        raise BadApi("\n".join(faults))
    kept = [node for node in written.definitions if not isinstance(node, DirectiveDefinitionNode)]
    document = DocumentNode(definitions=(*parse(_PRELUDE).definitions, *kept))
    errors = validate_sdl(document)
    if not errors:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        errors = validate_schema(schema)
    if errors:
        raise BadApi("\n".join(f"The schema is not valid: {_described(error)}" for error in errors))
    _finish(schema)
    _check_subscriptions(schema)
    return schema


def _described(error: GraphQLError) -> str:
    line = f" (line {error.locations[0].line})" if error.locations else ""
    return f"{error.message}{line}"


def _line(node: Any) -> str:
    return f"line {node.loc.start_token.line}" if node.loc else "the schema"


def _foreign_definitions(document: DocumentNode) -> list[str]:
    faults = []
    for node in document.definitions:
        if isinstance(node, DirectiveDefinitionNode):
            # Tools that print a schema with AppSync's own directives are forgiven; the prelude's words count.
            if node.name.value not in _OURS:
                faults.append(f"{_line(node)}: AppSync has no directive @{node.name.value}.")
        elif isinstance(node, ScalarTypeDefinitionNode | ScalarTypeExtensionNode):
            faults.append(f"{_line(node)}: custom scalars are not supported (scalar {node.name.value}).")
        elif isinstance(node, TypeDefinitionNode) and node.name.value.startswith("AWS"):
            faults.append(f"{_line(node)}: the prefix AWS is reserved (type {node.name.value}).")
        elif not isinstance(node, TypeSystemDefinitionNode | TypeSystemExtensionNode):
            faults.append(f"{_line(node)}: only type definitions may stand in a schema.")
    return faults


def _foreign_directives(document: DocumentNode) -> list[str]:
    faults: list[str] = []

    class Applied(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            if node.name.value not in _KNOWN:
                faults.append(f"{_line(node)}: AppSync has no directive @{node.name.value}.")

    visit(document, Applied())
    return faults


def _finish(schema: GraphQLSchema) -> None:
    """Scalars get their behaviour; values tell their type by ``__typename``, and only maps have fields."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLScalarType) and type_.name in scalars.NAMES:
            scalars.fill(type_)
        elif isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            type_.is_type_of = _is_object
        elif isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            type_.resolve_type = _type_name


def _is_object(value: object, _info: object) -> bool:
    if not isinstance(value, Mapping):
        raise TypeMismatch("OBJECT")
    return True


def _type_name(value: object, _info: object, _type: object) -> str | None:
    if not isinstance(value, Mapping):
        raise TypeMismatch("OBJECT")
    name = value.get("__typename")
    return name if isinstance(name, str) else None


def _check_subscriptions(schema: GraphQLSchema) -> None:
    if schema.subscription_type is None:
        return
    mutations = schema.mutation_type.fields if schema.mutation_type else {}
    for name, field in schema.subscription_type.fields.items():
        for directive in (field.ast_node.directives or ()) if field.ast_node else ():
            if directive.name.value != Directive.SUBSCRIBE.value:
                continue
            for value in getattr(directive.arguments[0].value, "values", (directive.arguments[0].value,)):
                mutation = mutations.get(value.value)
                if mutation is None:
                    raise BadApi(f"Subscription.{name}: @aws_subscribe names {value.value}, which is no mutation.")
                if get_named_type(mutation.type) is not get_named_type(field.type):
                    raise BadApi(f"Subscription.{name}: its type is not that of mutation {value.value}.")
