"""What of a response the identity provider has signed: nothing else is ever read.

The guard against wrapping, where an attacker puts a signed assertion beside a forged one (Somorovsky et al., "On
Breaking SAML", 2012): the document has the one assertion and the signatures at the two places where they may be, all of
them hold, and what is read is parsed anew from the very bytes that were signed.
"""

from __future__ import annotations

from cryptography import x509
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from poolhouse.model.saml_xml import Element, children, everywhere, name, parser
from poolhouse.oauth.federation.failures import FederationFailed

METHODS = frozenset(
    {
        *(SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512),
        *(SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512),
        *(SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1),
    }
)
"""Neither SHA-1, which collides, nor HMAC, whose key would be public."""


def signed_assertion(response: Element, certificates: tuple[x509.Certificate, ...]) -> Element:
    """The assertion of a ``samlp:Response`` as it was signed, alone or with the response. Raises FederationFailed."""
    if everywhere(response, "saml:EncryptedAssertion") or everywhere(response, "saml:EncryptedID"):
        raise FederationFailed("Encrypted SAML assertions are not supported", "turn encryption off at the provider")
    assertions = children(response, "saml:Assertion")
    if len(assertions) != 1 or everywhere(response, "saml:Assertion") != assertions:
        raise invalid("it must hold one assertion, below its root")
    own, inner = children(response, "ds:Signature"), children(assertions[0], "ds:Signature")
    if len(own) > 1 or len(inner) > 1 or len(everywhere(response, "ds:Signature")) != len(own) + len(inner):
        raise invalid("signatures where none may be")
    if not own and not inner:
        raise invalid("neither response nor assertion is signed")
    verified = None
    if inner:
        verified = _verified(response, assertions[0], "./saml:Assertion/", certificates)
    if own:
        (verified,) = children(_verified(response, response, "./", certificates), "saml:Assertion")
    return verified


def _verified(response: Element, element: Element, place: str, certificates: tuple[x509.Certificate, ...]) -> Element:
    """``element`` as it was signed with one of the certificates' keys."""
    for certificate in certificates:
        rules = SignatureConfiguration(
            location=place.replace("saml:Assertion", name("saml:Assertion")),
            signature_methods=METHODS,
            expect_references=1,
            ignore_ambiguous_key_info=True,
            # When the certificate ends is of no concern, its key is trusted for being in the metadata.
            verification_time=certificate.not_valid_before_utc,
        )
        try:
            found = XMLVerifier().verify(
                response, x509_cert=certificate, parser=parser(), id_attribute="ID", expect_config=rules
            )
        except (SignXMLException, etree.LxmlError, ValueError, TypeError):
            # The last is what the library makes of an element that it needs and that is empty.
            continue
        signed = None if isinstance(found, list) else found.signed_xml
        if signed is not None and signed.tag == element.tag and signed.get("ID") == element.get("ID"):
            return signed
    raise invalid("no key of the provider's metadata made the signature")


def invalid(reason: str) -> FederationFailed:
    return FederationFailed("Invalid SAML response", f"the SAML response is refused: {reason}")
