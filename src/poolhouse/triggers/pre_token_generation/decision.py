"""One requested change and what became of it, with the reasons as data."""

from __future__ import annotations

from typing import Literal

import msgspec

from poolhouse.triggers.pre_token_generation.protected import Token

Action = Literal["add", "override", "suppress", "scope_add", "scope_suppress", "groups", "roles", "preferred_role"]
ActionOutcome = Literal["applied", "refused", "no_effect"]


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What became of one requested change. ``claim`` is a claim's name, or the scope for the two scope actions."""

    token: Token
    claim: str
    action: Action
    outcome: ActionOutcome
    reason: str


ASKED = "the function asked for it"
ALSO_SUPPRESSED = "it is listed in claimsToSuppress too, which wins"
SCOPE_ALSO_SUPPRESSED = "it is listed in scopesToSuppress too, which wins"
NULL_VALUE = "null is no claim value; the claim stays as it was"
COMPLEX_VALUE = "this claim of the ID token takes no arrays or objects"
AUD_BOUND = "the token is bound to a resource already, which keeps its place in aud"
NOT_IN_TOKEN = "there is no such claim in this token"  # noqa: S105 - a sentence
NO_ID_TOKEN = "no ID token is issued here"  # noqa: S105 - a sentence
NO_GROUPS_FOR_MACHINES = "client credentials have no user and so no groups"
SAME_AS_BEFORE = "that is what the token holds anyway"
GROUPS_REPLACED = "groupOverrideDetails replaces the group claims as a whole"
GROUPS_GONE = "groupOverrideDetails leaves it out or empty"
SCOPE_PRESENT = "the token has this scope already"
SCOPE_ABSENT = "the token has no such scope"
SCOPE_UNFIT = "a scope needs at least one character and no blanks"
