"""A caller whom one of the API's providers has identified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from poolhouse.graphql.modes import DefaultAction, Mode

if TYPE_CHECKING:
    from poolhouse.graphql.ports import SignedCaller


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """``identity`` is what resolvers see as ``$ctx.identity``; ``groups`` are those in the token as signed.

    ``by_default_provider``: elements without a directive are open to these alone. ``signed`` is the owner of the
    access key in the mode AWS_IAM. ``denied_fields`` holds ``Type.field`` entries of a Lambda authorizer.
    """

    mode: Mode
    by_default_provider: bool
    identity: dict[str, Any] | None
    groups: frozenset[str] = frozenset()
    default_action: DefaultAction = "ALLOW"
    signed: SignedCaller | None = None
    denied_fields: frozenset[str] = frozenset()
