"""What a function's answer does to the claims of both tokens, decision by decision. Pure.

Source: Cognito developer guide, "Pre token generation Lambda trigger". Where AWS drops a change without a word, the
change is dropped here too and a decision says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from poolhouse.triggers.errors import UNRECOGNIZABLE
from poolhouse.triggers.pre_token_generation import decision as why
from poolhouse.triggers.pre_token_generation.decision import Action, ActionOutcome, Decision
from poolhouse.triggers.pre_token_generation.diagnosis import TOO_MANY_CLAIMS
from poolhouse.triggers.pre_token_generation.protected import (
    GROUPS,
    PLAIN_ONLY,
    PREFERRED_ROLE,
    ROLES,
    SUPPRESSED_WITH_GROUPS,
    THROUGH_GROUP_OVERRIDE,
    Token,
    override_refusal,
    suppress_refusal,
)
from poolhouse.triggers.pre_token_generation.response import NO_CHANGE, GroupOverride, Override, TokenChanges

Claims = dict[str, Any]

MOST_CLAIMS = 5000
"""Quota on claims and scopes of both tokens together; suppressed ones do not count."""


class Merged(msgspec.Struct, frozen=True):
    """The claims to sign. ``id_claims`` is None when no ID token is issued."""

    id_claims: Claims | None
    access_claims: Claims
    scopes: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()


_SCOPE = re.compile(r"[^\s\x00-\x1f\x7f]+")


def merge(
    base_id: Mapping[str, Any] | None,
    base_access: Mapping[str, Any],
    base_scopes: tuple[str, ...],
    override: Override,
    client_id: str,
    *,
    machine: bool = False,
) -> Merged:
    """Apply a function's changes to the claims that the tokens would carry without them.

    The ``scope`` claim is made here from the scopes; there is none when no scope is left. ``machine`` is true for
    client credentials, where changes to the ID token and to groups have no effect. The arguments stay as they are.

    Raises ServiceError InvalidLambdaResponseException when the tokens would exceed MOST_CLAIMS.
    """
    id_claims = None if base_id is None else dict(base_id)
    access_claims = dict(base_access)
    if override is NO_CHANGE:
        return _with_scope(id_claims, access_claims, base_scopes, ())
    decisions: list[Decision] = []
    if override.groups is not None:
        _override_groups("id", id_claims, override.groups, machine, decisions)
        _override_groups("access", access_claims, override.groups, machine, decisions)
    if id_claims is None:
        _ignore_id_changes(override.id, decisions)
    else:
        _change_claims("id", id_claims, override.id, client_id, decisions)
    _change_claims("access", access_claims, override.access, client_id, decisions)
    scopes = base_scopes
    if override.scopes_to_add or override.scopes_to_suppress:
        scopes = _change_scopes(base_scopes, override.scopes_to_add, override.scopes_to_suppress, decisions)
    _check_quota(len(id_claims or ()) + len(access_claims) + len(scopes))
    return _with_scope(id_claims, access_claims, scopes, tuple(decisions))


def _with_scope(
    id_claims: Claims | None, access_claims: Claims, scopes: tuple[str, ...], decisions: tuple[Decision, ...]
) -> Merged:
    if scopes:
        access_claims["scope"] = " ".join(scopes)
    else:
        access_claims.pop("scope", None)
    return Merged(id_claims, access_claims, scopes, decisions)


def _override_groups(
    token: Token, claims: Claims | None, groups: GroupOverride, machine: bool, decisions: list[Decision]
) -> None:
    if machine or claims is None:
        reason = why.NO_GROUPS_FOR_MACHINES if machine else why.NO_ID_TOKEN
        decisions.append(Decision(token, GROUPS, "groups", "no_effect", reason))
        return
    _replace(token, claims, GROUPS, "groups", list(groups.groups_to_override or ()), decisions)
    if token == "id":  # noqa: S105 - a kind of token
        _replace(token, claims, ROLES, "roles", list(groups.iam_roles_to_override or ()), decisions)
        _replace(token, claims, PREFERRED_ROLE, "preferred_role", groups.preferred_role, decisions)


def _replace(
    token: Token, claims: Claims, claim: str, action: Action, value: list[str] | str | None, decisions: list[Decision]
) -> None:
    if (claims.get(claim) or None) == (value or None):
        decisions.append(Decision(token, claim, action, "no_effect", why.SAME_AS_BEFORE))
    elif value:
        claims[claim] = value
        decisions.append(Decision(token, claim, action, "applied", why.GROUPS_REPLACED))
    else:
        del claims[claim]
        decisions.append(Decision(token, claim, action, "applied", why.GROUPS_GONE))


def _ignore_id_changes(changes: TokenChanges, decisions: list[Decision]) -> None:
    decisions += [Decision("id", claim, "add", "no_effect", why.NO_ID_TOKEN) for claim in changes.claims]
    decisions += [Decision("id", claim, "suppress", "no_effect", why.NO_ID_TOKEN) for claim in changes.suppress]


def _change_claims(
    token: Token, claims: Claims, changes: TokenChanges, client_id: str, decisions: list[Decision]
) -> None:
    suppress = dict.fromkeys(changes.suppress)
    withheld: set[str] = set()
    for claim, value in changes.claims.items():
        action: Action = "override" if claim in claims else "add"
        if refusal := _value_refusal(token, claims, claim, value, client_id):
            decisions.append(Decision(token, claim, action, "refused", refusal))
        elif claim in suppress:
            withheld.add(claim)
            decisions.append(Decision(token, claim, action, "no_effect", why.ALSO_SUPPRESSED))
        else:
            claims[claim] = value
            decisions.append(Decision(token, claim, action, "applied", why.ASKED))
    for claim in suppress:
        decisions.append(_suppress(token, claims, claim, claim in withheld))


def _value_refusal(token: Token, claims: Claims, claim: str, value: Any, client_id: str) -> str | None:
    if refusal := override_refusal(token, claim):
        if claim == "aud" and token == "access" and value == client_id:  # noqa: S105 - a kind of token
            return why.AUD_BOUND if "aud" in claims else None
        return refusal
    if value is None:
        return why.NULL_VALUE
    if claim in PLAIN_ONLY and token == "id" and isinstance(value, (list, dict)):  # noqa: S105 - a kind of token
        return why.COMPLEX_VALUE
    return None


def _suppress(token: Token, claims: Claims, claim: str, withheld: bool) -> Decision:
    """``withheld`` is true when the same answer would have set the claim."""
    if refusal := suppress_refusal(token, claim):
        outcome: ActionOutcome = "no_effect" if refusal == SUPPRESSED_WITH_GROUPS else "refused"
        return Decision(token, claim, "suppress", outcome, refusal)
    names = THROUGH_GROUP_OVERRIDE if claim == GROUPS else (claim,)
    present = [name for name in names if name in claims]
    for name in present:
        del claims[name]
    if present or withheld:
        return Decision(token, claim, "suppress", "applied", why.ASKED)
    return Decision(token, claim, "suppress", "no_effect", why.NOT_IN_TOKEN)


def _change_scopes(
    base: tuple[str, ...], add: Iterable[str], suppress: tuple[str, ...], decisions: list[Decision]
) -> tuple[str, ...]:
    scopes = dict.fromkeys(base)
    unwanted = dict.fromkeys(suppress)
    withheld: set[str] = set()
    for scope in dict.fromkeys(add):
        if not _SCOPE.fullmatch(scope):
            decisions.append(Decision("access", scope, "scope_add", "refused", why.SCOPE_UNFIT))
        elif scope in unwanted:
            withheld.add(scope)
            decisions.append(Decision("access", scope, "scope_add", "no_effect", why.SCOPE_ALSO_SUPPRESSED))
        elif scope in scopes:
            decisions.append(Decision("access", scope, "scope_add", "no_effect", why.SCOPE_PRESENT))
        else:
            scopes[scope] = None
            decisions.append(Decision("access", scope, "scope_add", "applied", why.ASKED))
    for scope in unwanted:
        if scope in scopes or scope in withheld:
            scopes.pop(scope, None)
            decisions.append(Decision("access", scope, "scope_suppress", "applied", why.ASKED))
        else:
            decisions.append(Decision("access", scope, "scope_suppress", "no_effect", why.SCOPE_ABSENT))
    return tuple(scopes)


def _check_quota(count: int) -> None:
    if count > MOST_CLAIMS:
        raise UNRECOGNIZABLE(hint=TOO_MANY_CLAIMS.hint(count=count, limit=MOST_CLAIMS))
