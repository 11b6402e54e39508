"""Who may see which field: AppSync's authorisation modes and the directives that name them.

Source: AppSync Developer Guide, "Configuring authorization and authentication to secure your GraphQL APIs".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from typing import Any

import msgspec
from graphql import (
    DirectiveNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    StringValueNode,
)

from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.modes import Mode
from poolhouse.graphql.source import BadApi


class Directive(Enum):
    """The directives that AppSync knows in a schema. Each of the first five opens an element to one mode."""

    API_KEY = "aws_api_key"
    IAM = "aws_iam"
    OPENID_CONNECT = "aws_oidc"
    LAMBDA = "aws_lambda"
    USER_POOLS = "aws_cognito_user_pools"
    GROUPS_OF_THE_ONLY_POOL = "aws_auth"
    SUBSCRIBE = "aws_subscribe"
    PUBLISH = "aws_publish"


_MODES = {
    Directive.API_KEY.value: Mode.API_KEY,
    Directive.IAM.value: Mode.IAM,
    Directive.OPENID_CONNECT.value: Mode.OPENID_CONNECT,
    Directive.LAMBDA.value: Mode.LAMBDA,
    Directive.USER_POOLS.value: Mode.USER_POOLS,
    Directive.GROUPS_OF_THE_ONLY_POOL.value: Mode.USER_POOLS,
}


class Grant(msgspec.Struct, frozen=True):
    """``groups`` None: everyone of the mode."""

    mode: Mode
    groups: frozenset[str] | None

    def covers(self, caller: Caller) -> bool:
        return self.mode is caller.mode and (self.groups is None or not self.groups.isdisjoint(caller.groups))


class Rule(msgspec.Struct, frozen=True):
    """``grants`` empty: no directive applies, so that the default mode alone may pass."""

    grants: tuple[Grant, ...]

    def allows(self, caller: Caller) -> bool:
        if self.grants:
            return any(grant.covers(caller) for grant in self.grants)
        return caller.by_default_provider and caller.default_action == "ALLOW"


FieldName = tuple[str, str]
"""Type and field."""


def read_rules(schema: GraphQLSchema, *, only_default_mode: bool) -> Mapping[FieldName, Rule]:
    """The rule of each field of each object: its own directives if it has any, else those of its type.

    Raises BadApi.
    """
    rules: dict[FieldName, Rule] = {}
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        nodes = [type_.ast_node, *type_.extension_ast_nodes]
        inherited = _grants((directive for node in nodes if node for directive in node.directives or ()), type_.name)
        for name, field in type_.fields.items():
            directives = (field.ast_node.directives or ()) if field.ast_node else ()
            where = f"{type_.name}.{name}"
            _refuse_idle_groups(directives, where, only_default_mode)
            rules[type_.name, name] = Rule(_grants(directives, where) or inherited)
    _refuse_idle_interfaces(schema, rules)
    return rules


def _refuse_idle_interfaces(schema: GraphQLSchema, rules: Mapping[FieldName, Rule]) -> None:
    """Fields are checked on the type that a value has (choice); what stands on its interface must not get lost."""
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLInterfaceType):
            continue
        for name, field in type_.fields.items():
            where = f"{type_.name}.{name}"
            if not _grants((field.ast_node.directives or ()) if field.ast_node else (), where):
                continue
            for member in schema.get_possible_types(type_):
                if not rules[member.name, name].grants:
                    raise BadApi(
                        f"{where}: authorization directives of an interface have no effect; repeat them on "
                        f"{member.name}.{name}."
                    )


def _refuse_idle_groups(directives: Iterable[DirectiveNode], where: str, only_default_mode: bool) -> None:
    """AppSync ignores ``@aws_auth`` without a word as soon as the API has a second mode, which opens the gate."""
    if only_default_mode:
        return
    if any(directive.name.value == Directive.GROUPS_OF_THE_ONLY_POOL.value for directive in directives):
        raise BadApi(
            f"{where}: @aws_auth has no effect on an API with additional authorization modes, so that AppSync would "
            "let everyone pass. Use @aws_cognito_user_pools(cognito_groups: [...]) instead."
        )


def _grants(directives: Iterable[DirectiveNode], where: str) -> tuple[Grant, ...]:
    return tuple(
        Grant(_MODES[directive.name.value], _groups(directive, where))
        for directive in directives
        if directive.name.value in _MODES
    )


def _groups(directive: DirectiveNode, where: str) -> frozenset[str] | None:
    for argument in directive.arguments or ():
        if argument.name.value == "cognito_groups":
            return frozenset(_strings(argument.value, f"{where}: cognito_groups of @{directive.name.value}"))
    return None


def _strings(value: Any, what: str) -> Collection[str]:
    # A single value stands for a list of one (GraphQL specification, "List", input coercion).
    items = value.values if isinstance(value, ListValueNode) else (value,)
    names = [item.value for item in items if isinstance(item, StringValueNode)]
    if len(names) < len(items):
        raise BadApi(f"{what} must be a list of names.")
    return names
