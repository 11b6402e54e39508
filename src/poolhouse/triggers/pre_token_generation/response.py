"""Reading the returned event, strictly, into one form for all versions.

Source: Cognito developer guide, "Pre token generation Lambda trigger".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from poolhouse.ports import Invocation
from poolhouse.triggers.envelope import Returned
from poolhouse.triggers.errors import UNRECOGNIZABLE
from poolhouse.triggers.invoke import read_answer
from poolhouse.triggers.pre_token_generation import diagnosis
from poolhouse.triggers.pre_token_generation.event import CONTAINERS, NAME, EventVersion

SMALLEST_INTEGER, LARGEST_INTEGER = -(2**63), 2**63 - 1
DEEPEST_NESTING = 64
"""Levels of arrays and objects in one claim (our choice; keeps signing and its readers safe from deep recursion)."""


class GroupOverride(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Replaces the group claims as a whole: what is null or absent here disappears from the tokens."""

    groups_to_override: tuple[str, ...] | None = None
    iam_roles_to_override: tuple[str, ...] | None = None
    preferred_role: str | None = None


class _Strict(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    pass


class _V1Details(_Strict, frozen=True):
    claims_to_add_or_override: dict[str, str] | None = None
    claims_to_suppress: tuple[str, ...] | None = None
    group_override_details: GroupOverride | UnsetType | None = UNSET


class _V1Response(_Strict, frozen=True):
    claims_override_details: _V1Details | None = None


class _IdTokenGeneration(_Strict, frozen=True):
    claims_to_add_or_override: dict[str, Any] | None = None
    claims_to_suppress: tuple[str, ...] | None = None


class _AccessTokenGeneration(_IdTokenGeneration, frozen=True):
    scopes_to_add: tuple[str, ...] | None = None
    scopes_to_suppress: tuple[str, ...] | None = None


_NO_ID_TOKEN_GENERATION = _IdTokenGeneration()
_NO_ACCESS_TOKEN_GENERATION = _AccessTokenGeneration()


class _V2Details(_Strict, frozen=True):
    id_token_generation: _IdTokenGeneration | None = None
    access_token_generation: _AccessTokenGeneration | None = None
    group_override_details: GroupOverride | UnsetType | None = UNSET


class _V2Response(_Strict, frozen=True):
    claims_and_scope_override_details: _V2Details | None = None


class TokenChanges(msgspec.Struct, frozen=True):
    """Changes to the claims of one token, in the order of the answer. A null value is kept for merge to refuse."""

    claims: Mapping[str, Any] = {}
    suppress: tuple[str, ...] = ()


class Override(msgspec.Struct, frozen=True):
    """What a function asks for, whatever the version. ``groups`` None: the answer did not mention them."""

    id: TokenChanges = TokenChanges()
    access: TokenChanges = TokenChanges()
    scopes_to_add: tuple[str, ...] = ()
    scopes_to_suppress: tuple[str, ...] = ()
    groups: GroupOverride | None = None


NO_CHANGE = Override()


_returned_v1 = msgspec.json.Decoder(Returned[_V1Response])
_returned_v2 = msgspec.json.Decoder(Returned[_V2Response])


def read_override(version: EventVersion, sent: dict[str, Any], invocation: Invocation) -> Override:
    """The changes that a function's answer to the event ``sent`` asks for; see :func:`parse_response`.

    Read in one pass where everything is as it should be. Where something is not, the second pass finds the words.

    Raises ServiceError UserLambdaValidationException, InvalidLambdaResponseException.
    """
    if invocation.function_error is None:
        try:
            if version == "V1_0":
                return _v1(_returned_v1.decode(invocation.payload).response)
            return _v2(_returned_v2.decode(invocation.payload).response)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
    return parse_response(version, read_answer(NAME, sent, invocation)["response"])


def parse_response(version: EventVersion, response: dict[str, Any]) -> Override:
    """The changes that ``response`` asks for.

    ``groupOverrideDetails`` given as null is an empty override, which suppresses the group claims; left out, it keeps
    them. Every other null member counts as absent.

    Raises ServiceError InvalidLambdaResponseException for unknown members (the container of another version is one),
    wrong types, values other than strings in V1_0, and numbers or nesting beyond the limits.
    """
    if not response or response == {CONTAINERS[version]: None}:
        return NO_CHANGE
    try:
        if version == "V1_0":
            return _v1(msgspec.convert(response, _V1Response))
        return _v2(msgspec.convert(response, _V2Response))
    except msgspec.ValidationError as flaw:
        raise UNRECOGNIZABLE(hint=diagnosis.response_hint(version, response, str(flaw))) from flaw


def _v1(response: _V1Response) -> Override:
    details = response.claims_override_details
    if details is None:
        return NO_CHANGE
    return Override(
        id=TokenChanges(details.claims_to_add_or_override or {}, details.claims_to_suppress or ()),
        groups=_groups(details.group_override_details),
    )


def _v2(response: _V2Response) -> Override:
    details = response.claims_and_scope_override_details
    if details is None:
        return NO_CHANGE
    id_token = details.id_token_generation or _NO_ID_TOKEN_GENERATION
    access_token = details.access_token_generation or _NO_ACCESS_TOKEN_GENERATION
    return Override(
        id=_changes(id_token),
        access=_changes(access_token),
        scopes_to_add=access_token.scopes_to_add or (),
        scopes_to_suppress=access_token.scopes_to_suppress or (),
        groups=_groups(details.group_override_details),
    )


def _groups(details: GroupOverride | UnsetType | None) -> GroupOverride | None:
    return None if details is UNSET else details or GroupOverride()


def _changes(generation: _IdTokenGeneration) -> TokenChanges:
    claims = generation.claims_to_add_or_override or {}
    _check_values(claims.values(), DEEPEST_NESTING)
    return TokenChanges(claims, generation.claims_to_suppress or ())


def _check_values(values: Iterable[Any], levels: int) -> None:
    """Arrays may hold anything that an object may hold, objects included (our choice; the guide names scalars)."""
    for value in values:
        kind = type(value)
        if kind is int and not SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
            raise msgspec.ValidationError("number out of range")
        if kind is list or kind is dict:
            if not levels:
                raise msgspec.ValidationError("nested too deeply")
            _check_values(value if kind is list else value.values(), levels - 1)
