"""Which attributes the scopes of OpenID Connect open (OpenID Connect Core, 5.4; Cognito developer guide, "Scopes, M2M,
and resource servers"). Pure."""

from __future__ import annotations

from collections.abc import Mapping

PROFILE = frozenset(
    {
        *("name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture"),
        *("website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"),
    }
)
OPENED_BY: Mapping[str, frozenset[str]] = {
    "profile": PROFILE,
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
}
ALWAYS = frozenset({"identities"})
"""Where a user came from belongs to the sign-in, not to the profile (our choice)."""


def opened(scopes: tuple[str, ...], attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes that a session with these scopes shows: all where ``openid`` stands without any that narrows it
    down; custom ones belong to ``profile``."""
    narrowing = [scope for scope in scopes if scope in OPENED_BY]
    if not narrowing:
        return dict(attributes)
    names = ALWAYS.union(*(OPENED_BY[scope] for scope in narrowing))
    custom = "profile" in narrowing
    return {
        name: value
        for name, value in attributes.items()
        if name in names or (custom and name.startswith(("custom:", "dev:")))
    }


def unreadable(scopes: tuple[str, ...], readable: frozenset[str] | None) -> str | None:
    """The first scope with an attribute that the client may not read; its tokens are refused."""
    if readable is None:
        return None
    return next((scope for scope in scopes if not OPENED_BY.get(scope, readable) <= readable), None)
