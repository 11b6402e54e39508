"""The request that a browser carries to the identity provider (saml-core-2.0-os, 3.4.1; saml-bindings-2.0-os, 3.4)."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime
from urllib.parse import quote_plus

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from lxml import etree

from poolhouse.model.saml_xml import NAMESPACES, name

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def authn_request(*, request_id: str, issuer: str, destination: str, callback: str, force: bool, now: float) -> bytes:
    """``force``: the user must prove who they are even if the provider knows them."""
    root = etree.Element(
        name("samlp:AuthnRequest"),
        nsmap={"samlp": NAMESPACES["samlp"], "saml": NAMESPACES["saml"]},
        ID=request_id,
        Version="2.0",
        IssueInstant=datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        Destination=destination,
        ProtocolBinding=POST,
        AssertionConsumerServiceURL=callback,
    )
    if force:
        root.set("ForceAuthn", "true")
    etree.SubElement(root, name("saml:Issuer")).text = issuer
    document: bytes = etree.tostring(root)
    return document


def redirect_location(url: str, request: bytes, relay_state: str, key: RSAPrivateKey | None) -> str:
    """By the HTTP-Redirect binding; signed where there is a key, over the very text of the query (section 3.4.4.1)."""
    compressor = zlib.compressobj(wbits=-15)
    deflated = compressor.compress(request) + compressor.flush()
    members = {"SAMLRequest": base64.b64encode(deflated).decode(), "RelayState": relay_state}
    if key is not None:
        members["SigAlg"] = RSA_SHA256
    query = _encoded(members)
    if key is not None:
        signature = key.sign(query.encode(), PKCS1v15(), hashes.SHA256())
        query += "&" + _encoded({"Signature": base64.b64encode(signature).decode()})
    return f"{url}{'&' if '?' in url else '?'}{query}"


def _encoded(members: dict[str, str]) -> str:
    return "&".join(f"{name}={quote_plus(value)}" for name, value in members.items())
