"""Metadata of an identity provider (saml-metadata-2.0-os)."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

import msgspec
from cryptography import x509

from poolhouse.model.provider_address import is_safe
from poolhouse.model.saml_xml import BadXml, Element, children, everywhere, parse, text_of
from poolhouse.oauth.federation.failures import FederationFailed

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
LARGEST = 1024 * 1024


class Metadata(msgspec.Struct, frozen=True):
    """``certificates`` are those of the keys that sign; what else they say does not matter, trust in them comes from
    the metadata (SAML V2.0 Metadata Interoperability Profile, 2.6.1)."""

    entity_id: str
    sign_in_url: str
    certificates: tuple[x509.Certificate, ...]


def read_metadata(content: bytes, now: float) -> Metadata:
    """The only identity provider that the document describes. Raises FederationFailed."""
    try:
        if len(content) > LARGEST:
            raise BadXml("too large")
        root = parse(content)
    except BadXml as bad:
        raise _bad(str(bad)) from None
    entities = [entity for entity in everywhere(root, "md:EntityDescriptor") if children(entity, "md:IDPSSODescriptor")]
    if len(entities) != 1 or not entities[0].get("entityID"):
        raise _bad("it must describe one identity provider")
    entity = entities[0]
    (role, *_) = children(entity, "md:IDPSSODescriptor")
    for limited in (root, entity, role):
        if (until := limited.get("validUntil")) and parse_time(until) <= now:
            raise _bad("its time is over")
    urls = [
        service.get("Location", "")
        for service in children(role, "md:SingleSignOnService")
        if service.get("Binding") == REDIRECT
    ]
    if not urls or not is_safe(urls[0]):
        raise _bad("it has no single sign-on service for the HTTP-Redirect binding that uses TLS")
    certificates = tuple(
        _certificate(holder)
        for key in children(role, "md:KeyDescriptor")
        if key.get("use") in (None, "signing")
        for holder in children(key, "ds:KeyInfo/ds:X509Data/ds:X509Certificate")
    )
    if not certificates:
        raise _bad("it has no certificate for signatures")
    return Metadata(entity.get("entityID"), urls[0], certificates)


def _certificate(holder: Element) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(text_of(holder).split()), validate=True))
    except (ValueError, binascii.Error):
        raise _bad("a certificate cannot be read") from None


def parse_time(text: str) -> float:
    """``xs:dateTime`` → Unix seconds; without a zone it is UTC (saml-core-2.0-os, 1.3.3). Raises FederationFailed."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise FederationFailed("Invalid SAML time", "not an xs:dateTime") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _bad(reason: str) -> FederationFailed:
    return FederationFailed("Invalid SAML metadata", f"the provider's metadata cannot be used: {reason}")
