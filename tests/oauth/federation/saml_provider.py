"""A SAML identity provider whose every word a test may change."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod
from signxml.signer import XMLSigner

ENTITY = "https://saml.lighthouse.test/metadata"
SIGN_IN = "https://saml.lighthouse.test/sso"
ACS = "http://localhost:9500/saml2/idpresponse"


@dataclass
class SamlProvider:
    """``now`` in Unix seconds."""

    now: float
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.certificate = certificate_for(self.key)

    def metadata(self, *, attributes: str = "", url: str = SIGN_IN) -> str:
        encoded = base64.b64encode(self.certificate.public_bytes(Encoding.DER)).decode()
        return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" \
entityID="{ENTITY}" {attributes}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      <ds:X509Data><ds:X509Certificate>{encoded}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{url}"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"""

    def assertion(
        self,
        *,
        audience: str,
        in_response_to: str | None,
        issuer: str = ENTITY,
        subject: str = "Ada@lighthouse.test",
        recipient: str = ACS,
        begins: float = -30,
        ends: float = 300,
        confirmed: float = 300,
        identifier: str = "_assertion-1",
        attributes: dict[str, list[str]] | None = None,
        method: str = "urn:oasis:names:tc:SAML:2.0:cm:bearer",
    ) -> str:
        """``begins``, ``ends`` and ``confirmed`` in seconds from now."""
        answered = f' InResponseTo="{in_response_to}"' if in_response_to else ""
        shown = attributes if attributes is not None else {"mail": ["ada@lighthouse.test"], "name": ["Ada"]}
        statement = "".join(
            f'<saml:Attribute Name="{name}">'
            + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in shown.items()
        )
        return f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{identifier}" Version="2.0" \
IssueInstant="{self.time(0)}"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID>{subject}</saml:NameID>\
<saml:SubjectConfirmation Method="{method}"><saml:SubjectConfirmationData Recipient="{recipient}" \
NotOnOrAfter="{self.time(confirmed)}"{answered}/></saml:SubjectConfirmation></saml:Subject>\
<saml:Conditions NotBefore="{self.time(begins)}" NotOnOrAfter="{self.time(ends)}"><saml:AudienceRestriction>\
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
<saml:AuthnStatement AuthnInstant="{self.time(0)}"/><saml:AttributeStatement>{statement}</saml:AttributeStatement>\
</saml:Assertion>"""

    def response(
        self,
        *assertions: str,
        in_response_to: str | None,
        destination: str = ACS,
        status: str = "Success",
        issuer: str = ENTITY,
        message: str = "",
    ) -> str:
        answered = f' InResponseTo="{in_response_to}"' if in_response_to else ""
        told = f"<samlp:StatusMessage>{message}</samlp:StatusMessage>" if message else ""
        return f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_response-1" Version="2.0" \
IssueInstant="{self.time(0)}" Destination="{destination}"{answered}>\
<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{issuer}</saml:Issuer><samlp:Status>\
<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/>{told}</samlp:Status>{"".join(assertions)}\
</samlp:Response>"""

    def sign(self, document: str, *, key: rsa.RSAPrivateKey | None = None, **options: Any) -> str:
        """With an enveloped signature of the root."""
        signer = XMLSigner(
            method=SignatureConstructionMethod.enveloped,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
            **options,
        )
        root = etree.fromstring(document)
        certificate = self.certificate if key is None else certificate_for(key)
        signed = signer.sign(
            root,
            key=key or self.key,
            cert=[certificate],
            reference_uri=f"#{root.get('ID')}",
            id_attribute="ID",
        )
        text: str = etree.tostring(signed).decode()
        return text

    def time(self, seconds: float) -> str:
        return datetime.fromtimestamp(self.now + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def certificate_for(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """One that has ended long ago: trust comes from the metadata."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lighthouse")])
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )


def encoded(document: str | bytes) -> str:
    return base64.b64encode(document.encode() if isinstance(document, str) else document).decode()


def request_in(location: str) -> tuple[Any, dict[str, str]]:
    """The AuthnRequest that a redirect carries, and the parameters beside it."""
    fields = dict(parse_qsl(urlsplit(location).query, strict_parsing=True))
    document = zlib.decompress(base64.b64decode(fields["SAMLRequest"]), wbits=-15)
    return etree.fromstring(document), fields
