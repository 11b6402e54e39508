"""Groups of a pool and what a user's groups mean for roles."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """``precedence`` None ranks behind every number; ``role_arn`` is optional. Times in Unix seconds."""

    pool_id: str
    name: str
    description: str | None = None
    role_arn: str | None = None
    precedence: int | None = None
    created_at: float
    modified_at: float


class GroupClaims(msgspec.Struct, frozen=True):
    """What a user's groups put into tokens: names, role ARNs and the preferred role."""

    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    preferred_role: str | None = None


def rank(group: Group) -> tuple[int, str]:
    """Sort key: lowest precedence first, groups without one last, ties by name."""
    return (group.precedence if group.precedence is not None else 2**31, group.name)


def group_claims(groups: Sequence[Group]) -> GroupClaims:
    """Names in order of precedence, the distinct roles, and the role of the best-ranked group that has one.

    Groups that tie for the best precedence with different roles leave no preferred role
    (Cognito developer guide, "Using role-based access control").
    """
    if not groups:
        return GroupClaims()
    ordered = sorted(groups, key=rank)
    with_role = [group for group in ordered if group.role_arn]
    roles = tuple(dict.fromkeys(group.role_arn for group in with_role if group.role_arn))
    best = {group.role_arn for group in with_role if group.precedence == with_role[0].precedence}
    preferred = roles[0] if len(roles) == 1 else next(iter(best)) if len(best) == 1 else None
    return GroupClaims(tuple(group.name for group in ordered), roles, preferred)
