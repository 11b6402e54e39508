"""Whom a pair of tokens is for: what the claims of both are made from."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from poolhouse.model.group import GroupClaims
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.tokens.session import Session


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """``now`` in Unix seconds; ``new_jti`` makes an id for each token that carries one; ``nonce`` is what the client
    sent to recognise its ID token by (OpenID Connect Core, 3.1.2.1)."""

    user: User
    client: UserPoolClient
    groups: GroupClaims
    session: Session
    issuer: str
    now: int
    new_jti: Callable[[], str]
    nonce: str | None = None
