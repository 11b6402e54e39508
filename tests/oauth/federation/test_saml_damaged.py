"""Responses that were damaged or tampered with: refused in words, never by a crash, and nobody else is signed in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolhouse.model.saml_xml import BadXml, parse
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.saml.assertion import Assertion, Expected, check_assertion, check_response
from poolhouse.oauth.federation.saml.metadata import read_metadata
from poolhouse.oauth.federation.saml.signatures import signed_assertion
from tests.oauth.federation.saml_provider import ACS, ENTITY, SamlProvider

NOW = float(int(time.time()))
PROVIDER = SamlProvider(NOW)
METADATA = read_metadata(PROVIDER.metadata().encode(), NOW)
AUDIENCE = "urn:amazon:cognito:sp:us-east-1_aaaaaaaaa"
EXPECTED = Expected(issuer=ENTITY, audience=AUDIENCE, callback=ACS, in_response_to="_request", now=NOW)
ASSERTION = PROVIDER.assertion(audience=AUDIENCE, in_response_to="_request")
DOCUMENTS = {
    "assertion": PROVIDER.response(PROVIDER.sign(ASSERTION), in_response_to="_request"),
    "response": PROVIDER.sign(PROVIDER.response(ASSERTION, in_response_to="_request")),
}
PIECES = ["", " ", "<", ">", "/", "=", '"', "A", "0", "saml:", "ds:", "<!-- -->", "<a/>", "#", "_assertion-1", "\n"]


def read(document: str) -> Assertion:
    response = parse(document.encode())
    check_response(response, EXPECTED)
    return check_assertion(signed_assertion(response, METADATA.certificates), EXPECTED)


@pytest.mark.parametrize("signed", DOCUMENTS)
def test_the_genuine_one(signed: str) -> None:
    genuine = read(DOCUMENTS[signed])
    assert (genuine.id, genuine.subject) == ("_assertion-1", "Ada@lighthouse.test")
    assert genuine.expires_at == NOW + 360


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_whatever_is_changed_says_the_same_or_is_refused(signed: str, data: st.DataObject) -> None:
    document = DOCUMENTS[signed]
    begins = data.draw(st.integers(0, len(document)))
    ends = data.draw(st.integers(begins, min(len(document), begins + 60)))
    damaged = document[:begins] + data.draw(st.sampled_from(PIECES)) + document[ends:]
    try:
        found = read(damaged)
    except (FederationFailed, BadXml):
        return
    assert found == read(document)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_whole_elements_moved_or_doubled(data: st.DataObject) -> None:
    """Any element of a genuine response, put before any other one once more."""
    response = parse(DOCUMENTS[data.draw(st.sampled_from(sorted(DOCUMENTS)))].encode())
    elements = list(response.iter())
    moved = data.draw(st.sampled_from(elements[1:]))
    place = data.draw(st.sampled_from(elements))
    if place is moved or moved in place.iterancestors():
        return
    place.insert(data.draw(st.integers(0, len(place))), moved)
    try:
        check_response(response, EXPECTED)
        found = check_assertion(signed_assertion(response, METADATA.certificates), EXPECTED)
    except FederationFailed:
        return
    assert (found.id, found.subject) == ("_assertion-1", "Ada@lighthouse.test")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_metadata_or_refused(content: bytes) -> None:
    with pytest.raises(FederationFailed):
        read_metadata(content, NOW)


@pytest.mark.parametrize("signed", DOCUMENTS)
@pytest.mark.parametrize("value", ["", "x", "0", "http://www.w3.org/2000/09/xmldsig#sha1", None])
def test_every_text_and_attribute_in_turn(signed: str, value: str | None) -> None:
    """None: left out."""
    count = len(list(parse(DOCUMENTS[signed].encode()).iter()))
    for at in range(count):
        for attribute in (None, *list(parse(DOCUMENTS[signed].encode()).iter())[at].attrib):
            response = parse(DOCUMENTS[signed].encode())
            element = list(response.iter())[at]
            if attribute is None:
                element.text = value
            elif value is None:
                del element.attrib[attribute]
            else:
                element.set(attribute, value)
            try:
                check_response(response, EXPECTED)
                found = check_assertion(signed_assertion(response, METADATA.certificates), EXPECTED)
            except FederationFailed:
                continue
            assert (found.id, found.subject) == ("_assertion-1", "Ada@lighthouse.test")
