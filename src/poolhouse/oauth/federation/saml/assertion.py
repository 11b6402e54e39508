"""What a signed assertion must say before it signs somebody in (saml-core-2.0-os, 2.5; saml-profiles-2.0-os, 4.1.4.3).

Pure: takes elements and values, returns values.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from poolhouse.model.saml_xml import Element, children, everywhere, text_of
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.saml.metadata import parse_time
from poolhouse.oauth.federation.saml.signatures import invalid

SKEW_SECONDS = 60
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_LONGEST_MESSAGE = 200


class Expected(msgspec.Struct, frozen=True):
    """``in_response_to`` is the id of our request; None where the provider began. ``now`` in Unix seconds."""

    issuer: str
    audience: str
    callback: str
    in_response_to: str | None
    now: float


class Assertion(msgspec.Struct, frozen=True):
    """``expires_at`` (Unix seconds): later than this it is refused anyway."""

    id: str
    subject: str
    attributes: dict[str, str]
    expires_at: float


def check_response(response: Element, expected: Expected) -> None:
    """What the envelope says, which need not be signed: it can refuse a sign-in, never let one in. Raises
    FederationFailed."""
    codes = [code.get("Value") for code in children(response, "samlp:Status/samlp:StatusCode")]
    if codes != [SUCCESS]:
        inner = [code.get("Value", "") for code in everywhere(response, "samlp:StatusCode")]
        message = "".join(map(text_of, children(response, "samlp:Status/samlp:StatusMessage")))
        told = message or (inner[-1].rpartition(":")[2] if inner else "no status")
        shown = "".join(letter for letter in told if letter.isprintable())[:_LONGEST_MESSAGE]
        raise FederationFailed(f"SAML error: {shown}", "the provider answered with an error")
    if response.get("Destination", expected.callback) != expected.callback:
        raise invalid("it is for another destination")
    if response.get("InResponseTo", expected.in_response_to) != expected.in_response_to:
        raise invalid("it answers another request")
    for issuer in children(response, "saml:Issuer"):
        if text_of(issuer) != expected.issuer:
            raise invalid("it is of another issuer")


def check_assertion(assertion: Element, expected: Expected) -> Assertion:
    """Raises FederationFailed."""
    identifier = assertion.get("ID")
    if not identifier or [text_of(issuer) for issuer in children(assertion, "saml:Issuer")] != [expected.issuer]:
        raise invalid("the assertion is of another issuer")
    _check_conditions(assertion, expected)
    names = [text_of(holder) for holder in children(assertion, "saml:Subject/saml:NameID")]
    if len(names) != 1 or not names[0]:
        raise invalid("the subject has no NameID")
    for statement in children(assertion, "saml:AuthnStatement"):
        if (until := statement.get("SessionNotOnOrAfter")) and parse_time(until) + SKEW_SECONDS <= expected.now:
            raise invalid("the session at the provider has ended")
    expires_at = _confirmed_until(assertion, expected)
    return Assertion(identifier, names[0], _attributes(assertion), expires_at + SKEW_SECONDS)


def _check_conditions(assertion: Element, expected: Expected) -> None:
    conditions = children(assertion, "saml:Conditions")
    if len(conditions) != 1:
        raise invalid("the assertion has no conditions")
    _check_times(conditions[0], expected.now)
    restrictions = children(conditions[0], "saml:AudienceRestriction")
    if not restrictions or not all(
        expected.audience in map(text_of, children(each, "saml:Audience")) for each in restrictions
    ):
        raise invalid("the assertion is for another audience")


def _check_times(element: Element, now: float) -> None:
    if (begins := element.get("NotBefore")) and parse_time(begins) - SKEW_SECONDS > now:
        raise invalid("the assertion is not valid yet")
    if (ends := element.get("NotOnOrAfter")) and parse_time(ends) + SKEW_SECONDS <= now:
        raise invalid("the assertion has expired")


def _confirmed_until(assertion: Element, expected: Expected) -> float:
    """When the confirmation that counts ends: a bearer's, for this callback and in answer to this request."""
    reasons = []
    for confirmation in children(assertion, "saml:Subject/saml:SubjectConfirmation"):
        if confirmation.get("Method") != BEARER:
            continue
        for data in children(confirmation, "saml:SubjectConfirmationData"):
            ends = data.get("NotOnOrAfter")
            if data.get("Recipient") != expected.callback:
                reasons.append("the assertion is for another recipient")
            elif data.get("InResponseTo") != expected.in_response_to:
                reasons.append("the assertion answers another request")
            elif ends is None:
                reasons.append("the assertion's confirmation has no end")
            else:
                _check_times(data, expected.now)
                return parse_time(ends)
    raise invalid(reasons[0] if reasons else "the assertion has no confirmation of a bearer")


def _attributes(assertion: Element) -> dict[str, str]:
    """Several values are written as one text, ``[a, b]``."""
    values: dict[str, list[str]] = {}
    for attribute, value in _pairs(assertion):
        values.setdefault(attribute, []).append(value)
    return {name: each[0] if len(each) == 1 else f"[{', '.join(each)}]" for name, each in values.items()}


def _pairs(assertion: Element) -> Iterator[tuple[str, str]]:
    for attribute in children(assertion, "saml:AttributeStatement/saml:Attribute"):
        for value in children(attribute, "saml:AttributeValue"):
            if text := text_of(value):
                yield attribute.get("Name", ""), text
