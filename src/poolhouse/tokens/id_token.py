"""The claims of an ID token before the trigger sees them (developer guide, "Understanding the identity (ID) token")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from poolhouse.tokens.grant import Grant
from poolhouse.tokens.scope_attributes import opened

_identities = msgspec.json.Decoder(list[dict[str, Any]]).decode


def base_claims(grant: Grant) -> dict[str, Any]:
    """Technical claims, groups and the attributes that scopes open and the client may read. Times in Unix seconds."""
    user, client, groups, session = grant.user, grant.client, grant.groups, grant.session
    claims: dict[str, Any] = {"sub": user.sub}
    if groups.names:
        claims["cognito:groups"] = list(groups.names)
    if groups.preferred_role:
        claims["cognito:preferred_role"] = groups.preferred_role
    claims["iss"] = grant.issuer
    claims["cognito:username"] = user.username
    if client.tracks_sessions:
        claims["origin_jti"] = session.origin_jti
    if groups.roles:
        claims["cognito:roles"] = list(groups.roles)
    claims["aud"] = client.id
    claims["event_id"] = session.event_id
    if grant.nonce is not None:
        claims["nonce"] = grant.nonce
    claims["token_use"] = "id"  # noqa: S105 - a claim, not a secret
    claims["auth_time"] = session.auth_time
    claims["exp"] = grant.now + client.lifetime("id")
    claims["iat"] = grant.now
    if client.tracks_sessions:
        claims["jti"] = grant.new_jti()
    attributes = opened(session.scopes, user.attributes) if session.through_oauth else user.attributes
    claims.update(attribute_claims(attributes, client.readable))
    return claims


def attribute_claims(attributes: Mapping[str, str], readable: frozenset[str] | None) -> dict[str, Any]:
    """Attributes in their claim form: flags as booleans, the address as an object, custom ones as strings."""
    return {
        name: _CLAIM_FORMS[name](value) if name in _CLAIM_FORMS else value
        for name, value in attributes.items()
        if value != "" and (readable is None or name in readable)
    }


def _identities_claim(value: str) -> list[dict[str, Any]]:
    """Flags and dates are strings in the token, though real JSON types in the attribute."""
    return [
        {
            **identity,
            "primary": str(identity.get("primary", False)).lower(),
            "dateCreated": str(identity.get("dateCreated", "")),
        }
        for identity in _identities(value)
    ]


_CLAIM_FORMS: Mapping[str, Callable[[str], Any]] = {
    "email_verified": lambda value: value == "true",
    "phone_number_verified": lambda value: value == "true",
    "address": lambda value: {"formatted": value},
    "updated_at": int,
    "identities": _identities_claim,
}
