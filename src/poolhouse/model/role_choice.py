"""Which role an identity gets (Cognito developer guide, "Using role-based access control")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.wire import cognito_identity as wire


class NoRole(Exception):
    """The mapping names no role for this caller, or not the role that was asked for."""


def choose_role(
    mapping: wire.RoleMapping | None, claims: Mapping[str, Any], default: str | None, *, asked: str | None
) -> str | None:
    """The ARN of the role: the mapping's, else ``default`` (None: none is configured).

    ``asked`` is the request's ``CustomRoleArn``: one of the token's roles where the mapping goes by the token,
    elsewhere nothing but the role that would be chosen anyway. Raises NoRole.
    """
    if mapping is not None and mapping.type == "Token":
        roles = token_roles(claims)
        if asked is not None:
            if asked not in roles:
                raise NoRole(asked)
            return asked
        preferred = claims.get("cognito:preferred_role")
        if isinstance(preferred, str) and preferred:
            return preferred
        chosen = roles[0] if len(roles) == 1 else _ambiguous(mapping, default)
    elif mapping is not None:
        rules = mapping.rules_configuration.rules if mapping.rules_configuration else []
        first = next((rule.role_arn for rule in rules if rule_matches(rule, claims)), None)
        chosen = first if first is not None else _ambiguous(mapping, default)
    else:
        chosen = default
    if asked is not None and asked != chosen:
        raise NoRole(asked)
    return chosen


def token_roles(claims: Mapping[str, Any]) -> list[str]:
    """``cognito:roles``: a list in real tokens, a text with commas in the manual; a trigger may write either."""
    roles = claims.get("cognito:roles", [])
    if isinstance(roles, str):
        roles = roles.split(",")
    return [role.strip() for role in roles if isinstance(role, str)] if isinstance(roles, list) else []


def _ambiguous(mapping: wire.RoleMapping, default: str | None) -> str | None:
    if mapping.ambiguous_role_resolution != "AuthenticatedRole":
        raise NoRole("ambiguous")
    return default


def rule_matches(rule: wire.MappingRule, claims: Mapping[str, Any]) -> bool:
    """A claim that is absent, null or an object meets no rule, not even NotEqual.

    A list meets Contains when one of its members does; for the other comparisons it must have one member (choice).
    """
    values = _values(claims.get(rule.claim))
    if not values:
        return False
    match rule.match_type:
        case "Contains":
            return any(rule.value in value for value in values)
        case "NotEqual":
            return values != [rule.value]
        case "Equals":
            return values == [rule.value]
        case "StartsWith":
            return len(values) == 1 and values[0].startswith(rule.value)


def _values(claim: object) -> list[str]:
    """The claim's members as text; numbers and flags in their JSON form."""
    if claim is None or isinstance(claim, Mapping):
        return []
    members = claim if isinstance(claim, list) else [claim]
    return [member if isinstance(member, str) else msgspec.json.encode(member).decode() for member in members]
