"""What an identity provider says of a user, once it is verified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Asserted(msgspec.Struct, frozen=True, kw_only=True):
    """``claims`` are the provider's, as texts under the provider's names; ``subject`` never changes for a user there.

    ``issuer`` is the entity that a SAML response came from. ``evidence`` is what the inbound federation trigger is
    shown: ``tokenResponse``, ``idToken`` and ``userInfo``, or ``samlResponse``, as texts.
    """

    subject: str
    claims: Mapping[str, str]
    issuer: str | None = None
    evidence: Mapping[str, Mapping[str, str]]


def as_texts(members: Mapping[str, Any]) -> dict[str, str]:
    """JSON members in the form that attributes have; null is as good as absent."""
    return {name: _text(value) for name, value in members.items() if value is not None}


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
