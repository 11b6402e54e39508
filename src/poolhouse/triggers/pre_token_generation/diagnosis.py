"""Why this trigger's answer failed or had no effect, and how to mend it: data for hints and ``poolhouse explain``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.triggers.diagnosis import LETTER_CASE, Diagnosis, misspelt
from poolhouse.triggers.pre_token_generation.decision import COMPLEX_VALUE, NULL_VALUE, SCOPE_UNFIT, Decision
from poolhouse.triggers.pre_token_generation.event import CLIENT_METADATA_OPERATIONS, CONTAINERS, EventVersion

V2_CONTAINER_ON_V1 = Diagnosis(
    "The answer has claimsAndScopeOverrideDetails, but the pool sends the event of version V1_0.",
    "Set LambdaVersion of PreTokenGenerationConfig to V2_0 or V3_0, or answer with claimsOverrideDetails.",
)
V1_CONTAINER_ON_V2 = Diagnosis(
    "The answer has claimsOverrideDetails, but the pool sends the event of version {version}.",
    "Answer with claimsAndScopeOverrideDetails and its token blocks, or set LambdaVersion to V1_0.",
)
UNKNOWN_CONTAINER = Diagnosis(
    "event.response holds {name}, which this trigger does not know.",
    "Put all changes into event.response.{container}.",
)
V1_VALUE_NOT_TEXT = Diagnosis(
    "With event version V1_0 every claim must be a string; {claims} is not.",
    "Turn the value into a string (JSON.stringify, json.dumps), or set LambdaVersion to V2_0 or V3_0.",
)
GROUPS_MISPLACED = Diagnosis(
    "groupOverrideDetails stands inside a token's block.",
    "Move it beside idTokenGeneration and accessTokenGeneration: groups apply to both tokens.",
)
NUMBER_OUT_OF_RANGE = Diagnosis(
    "A claim holds an integer beyond 64 bits.",
    "Send it as a string.",
)
NESTED_TOO_DEEPLY = Diagnosis(
    "A claim is nested too deeply.",
    "Flatten it, or send it as JSON text in a string.",
)
WRONG_SHAPE = Diagnosis(
    "event.response does not have the shape of version {version}: {flaw}.",
    "Compare it with the response that the developer guide shows for this version.",
)
TOO_MANY_CLAIMS = Diagnosis(
    "The tokens would hold {count} claims and scopes together; the quota is {limit}.",
    "Leave data in your own store and put its key into a claim.",
)
CLAIM_PROTECTED = Diagnosis(
    "{claim} is protected in the {token} token: {reason}.",
    "It stays as the service made it; put a value of yours under a name of your own.",
)
VALUE_NOT_ALLOWED = Diagnosis(
    "{claim} of the {token} token was left alone: {reason}.",
    "Use a string, number or boolean, or another claim name.",
)
SCOPE_NOT_ALLOWED = Diagnosis(
    "A scope was not added: {reason}.",
    "List each scope on its own.",
)
METADATA_NOT_PASSED = Diagnosis(
    "{operation} never passes its client metadata to this trigger.",
    "Send it with RespondToAuthChallenge, GetTokensFromRefreshToken or the client_credentials grant.",
)


def response_hint(version: EventVersion, response: Mapping[str, Any], flaw: str) -> str:
    """Why ``response`` was not recognised. ``flaw`` is the decoder's description, free of values."""
    container = CONTAINERS[version]
    foreign = next((name for name in CONTAINERS.values() if name != container and name in response), None)
    if foreign is not None:
        return (V2_CONTAINER_ON_V1 if version == "V1_0" else V1_CONTAINER_ON_V2).hint(version=version)
    if name := misspelt(response, frozenset({container})):
        return LETTER_CASE.hint(name=name)
    unknown = next((name for name in response if name != container), None)
    if unknown is not None:
        return UNKNOWN_CONTAINER.hint(name=unknown, container=container)
    return _details_hint(version, response[container], flaw)


_TOKEN_BLOCK = frozenset({"claimsToAddOrOverride", "claimsToSuppress", "scopesToAdd", "scopesToSuppress"})
_LIMITS = {"number out of range": NUMBER_OUT_OF_RANGE, "nested too deeply": NESTED_TOO_DEEPLY}
_MEMBERS: Mapping[str, frozenset[str]] = {
    "claimsOverrideDetails": frozenset({"claimsToAddOrOverride", "claimsToSuppress", "groupOverrideDetails"}),
    "claimsAndScopeOverrideDetails": frozenset(
        {"idTokenGeneration", "accessTokenGeneration", "groupOverrideDetails"},
    ),
}


def _details_hint(version: EventVersion, details: Any, flaw: str) -> str:
    if isinstance(details, dict):
        if name := misspelt(details, _MEMBERS[CONTAINERS[version]]):
            return LETTER_CASE.hint(name=name)
        if hint := _v1_claims_hint(details) if version == "V1_0" else _token_blocks_hint(details):
            return hint
    return _LIMITS.get(flaw, WRONG_SHAPE).hint(version=version, flaw=flaw)


def _v1_claims_hint(details: Mapping[str, Any]) -> str | None:
    claims = details.get("claimsToAddOrOverride")
    wrong = [name for name, value in claims.items() if not isinstance(value, str)] if isinstance(claims, dict) else []
    return V1_VALUE_NOT_TEXT.hint(claims=", ".join(wrong[:5])) if wrong else None


def _token_blocks_hint(details: Mapping[str, Any]) -> str | None:
    for block in (details.get("idTokenGeneration"), details.get("accessTokenGeneration")):
        if isinstance(block, dict) and "groupOverrideDetails" in block:
            return GROUPS_MISPLACED.hint()
        if isinstance(block, dict) and (name := misspelt(block, _TOKEN_BLOCK)):
            return LETTER_CASE.hint(name=name)
    return None


def metadata_hint(operation: str) -> str | None:
    """Why the function saw no ``clientMetadata`` although the caller sent some; None when it was passed on."""
    return None if operation in CLIENT_METADATA_OPERATIONS else METADATA_NOT_PASSED.hint(operation=operation)


def refusal_hint(decision: Decision) -> str | None:
    """How to mend a refused change; None for every other decision."""
    if decision.outcome != "refused":
        return None
    diagnosis = _REFUSALS.get(decision.reason, CLAIM_PROTECTED)
    return diagnosis.hint(claim=decision.claim, token=decision.token, reason=decision.reason)


_REFUSALS: Mapping[str, Diagnosis] = {
    NULL_VALUE: VALUE_NOT_ALLOWED,
    COMPLEX_VALUE: VALUE_NOT_ALLOWED,
    SCOPE_UNFIT: SCOPE_NOT_ALLOWED,
}
