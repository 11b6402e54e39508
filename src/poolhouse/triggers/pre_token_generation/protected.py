"""Which claims a function can never change, and why, as data.

Source: Cognito developer guide, "Pre token generation Lambda trigger", the table of claims. AWS drops such changes
without a word; the reasons here are for ``poolhouse explain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Token = Literal["id", "access"]

_SIGN_IN = "records how and when the user signed in; no function may change it"
_TOKEN = "belongs to the token itself; no function may change it"  # noqa: S105 - a sentence
_IDENTITY = "says whom the token is about; no function may change it"
_CLIENT = "names the app client the token was issued to; no function may change it"

_BOTH: dict[str, str] = {
    "acr": _SIGN_IN,
    "amr": _SIGN_IN,
    "at_hash": _TOKEN,
    "auth_time": _SIGN_IN,
    "azp": _CLIENT,
    "event_id": _SIGN_IN,
    "exp": _TOKEN,
    "iat": _TOKEN,
    "iss": _TOKEN,
    "jti": _TOKEN,
    "nbf": _TOKEN,
    "nonce": _SIGN_IN,
    "origin_jti": _TOKEN,
    "sub": _IDENTITY,
    "token_use": _TOKEN,
}
"""The guide lists ``at_hash`` for ID tokens and ``event_id`` for access tokens; each is kept in both (our choice)."""

IMMUTABLE: Mapping[Token, Mapping[str, str]] = {
    "id": _BOTH
    | {
        "aud": _CLIENT,
        "identities": "comes from the identity provider; no function may change it",
    },
    "access": _BOTH
    | {
        "aud": "may only name the app client of this very session, and only where no resource is bound",
        "client_id": _CLIENT,
        "device_key": "names the user's device; no function may change it",
        "scope": "changes through scopesToAdd and scopesToSuppress only",
        "username": _IDENTITY,
        "version": _TOKEN,
    },
}
"""Per token, the names that neither an override nor a suppression touches, each with its reason."""

GROUPS, ROLES, PREFERRED_ROLE = "cognito:groups", "cognito:roles", "cognito:preferred_role"

THROUGH_GROUP_OVERRIDE: Mapping[str, str] = {
    GROUPS: "changes through groupOverrideDetails.groupsToOverride only",
    ROLES: "changes through groupOverrideDetails.iamRolesToOverride only",
    PREFERRED_ROLE: "changes through groupOverrideDetails.preferredRole only",
}
SUPPRESSED_WITH_GROUPS = "disappears only together with cognito:groups; suppress that name instead"

RESERVED_PREFIXES: Mapping[str, str] = {
    "cognito:": "names that begin with cognito: are reserved",
    "aws:": "names that begin with aws: are reserved",
}
"""That ``aws:`` is refused without an error is our choice."""

DEVELOPER_PREFIX = "dev:"
DEVELOPER_ONLY = "developer attributes (dev:) can be suppressed, never added or changed"

_WATCHED_PREFIXES = (*RESERVED_PREFIXES, DEVELOPER_PREFIX)

PLAIN_ONLY = frozenset({"phone_number_verified", "email_verified", "updated_at", "address"})
"""Claims of the ID token that take no arrays and no objects."""


def override_refusal(token: Token, claim: str) -> str | None:
    """Why ``claimsToAddOrOverride`` cannot set this claim; None when it can. (``aud`` has an exception: see merge.)"""
    if reason := IMMUTABLE[token].get(claim):
        return reason
    if not claim.startswith(_WATCHED_PREFIXES):
        return None
    if claim.startswith(DEVELOPER_PREFIX):
        return DEVELOPER_ONLY
    return _reserved(token, claim)


def suppress_refusal(token: Token, claim: str) -> str | None:
    """Why ``claimsToSuppress`` cannot remove this claim; None when it can."""
    if reason := IMMUTABLE[token].get(claim):
        return reason
    if not claim.startswith(_WATCHED_PREFIXES) or claim == GROUPS or claim.startswith(DEVELOPER_PREFIX):
        return None
    return SUPPRESSED_WITH_GROUPS if claim in THROUGH_GROUP_OVERRIDE else _reserved(token, claim)


def _reserved(token: Token, claim: str) -> str:
    if claim == GROUPS or (token == "id" and claim in THROUGH_GROUP_OVERRIDE):  # noqa: S105 - a kind of token
        return THROUGH_GROUP_OVERRIDE[claim]
    return next(reason for prefix, reason in RESERVED_PREFIXES.items() if claim.startswith(prefix))
