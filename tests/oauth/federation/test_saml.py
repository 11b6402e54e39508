"""Sign-in at a SAML provider, and responses that must not sign anybody in."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from lxml import etree

from tests.conftest import House
from tests.oauth.federation.conftest import (
    CALLBACK,
    Browser,
    Port,
    Provider,
    client_settings,
    on_error_page,
    told,
)
from tests.oauth.federation.saml_provider import ACS, ENTITY, SIGN_IN, SamlProvider, encoded, request_in

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
MAPPING = {"email": "mail", "name": "name"}


@dataclass
class Away:
    """A browser at the provider: what it was sent with."""

    browser: Browser
    location: str
    request: Any
    relay_state: str

    @property
    def id(self) -> str:
        text: str = self.request.get("ID")
        return text


@dataclass
class SamlPort(Port):
    saml: SamlProvider = field(kw_only=True)

    @property
    def audience(self) -> str:
        return f"urn:amazon:cognito:sp:{self.pool}"

    def leave(self, **changes: str) -> Away:
        members = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": CALLBACK,
            "scope": "openid email profile",
            "state": "s-1",
            **changes,
        }
        browser = self.browser()
        location = browser.get(f"/oauth2/authorize?{urlencode(members)}").headers["location"]
        request, fields = request_in(location)
        return Away(browser, location, request, fields["RelayState"])

    def post(self, away: Away, document: str | bytes, **changes: str) -> httpx.Response:
        form = {"SAMLResponse": encoded(document), "RelayState": away.relay_state, **changes}
        return away.browser.post("/saml2/idpresponse", form, origin="https://saml.lighthouse.test")

    def answer(self, away: Away, **changes: Any) -> str:
        """A response with a signed assertion that says what it should, but for the changes."""
        members = {"audience": self.audience, "in_response_to": away.id, **changes}
        return self.saml.response(self.saml.sign(self.saml.assertion(**members)), in_response_to=away.id)

    def sign_in(self, **changes: Any) -> httpx.Response:
        away = self.leave()
        return self.post(away, self.answer(away, **changes))

    def refusal(self, **changes: Any) -> str:
        """What the client is told where the assertion is not as it should be."""
        return self.refused(self.sign_in(**changes))

    def refused(self, response: httpx.Response) -> str:
        answer = told(response)
        assert answer["error"] == "invalid_request"
        assert self.users() == []
        return answer["error_description"]


MakeSamlPort = Callable[..., SamlPort]


@pytest.fixture(scope="session")
def saml(house: House) -> SamlProvider:
    return SamlProvider(house.clock.now())


@pytest.fixture
def make_saml_port(house: House, saml: SamlProvider) -> Iterator[MakeSamlPort]:
    made: list[SamlPort] = []

    def make(settings: dict[str, str] | None = None, mapping: dict[str, str] = MAPPING) -> SamlPort:
        pool_id = house.pool()
        house.call(
            "CreateIdentityProvider",
            UserPoolId=pool_id,
            ProviderName="Beacon",
            ProviderType="SAML",
            ProviderDetails={"MetadataFile": saml.metadata(), **(settings or {})},
            AttributeMapping=mapping,
        )
        client_id = house.client_id(pool_id, **client_settings("Beacon"))
        made.append(SamlPort(house, pool_id, client_id, "Beacon", saml=saml))
        return made[-1]

    yield make
    for port in made:
        for browser in port.browsers:
            house.runner.run(browser.http.aclose())


@pytest.fixture
def port(make_saml_port: MakeSamlPort) -> SamlPort:
    return make_saml_port()


def test_the_provider_is_asked_by_redirect(port: SamlPort) -> None:
    away = port.leave()
    assert away.location.startswith(f"{SIGN_IN}?")
    assert (away.request.get("Destination"), away.request.get("AssertionConsumerServiceURL")) == (SIGN_IN, ACS)
    assert away.request.findtext(f"{SAML}Issuer") == port.audience
    assert away.request.get("ForceAuthn") is None
    assert "Signature" not in away.location
    assert port.leave(prompt="login").request.get("ForceAuthn") == "true"
    assert port.leave(max_age="60").request.get("ForceAuthn") == "true"


def test_tokens_of_a_saml_user(port: SamlPort) -> None:
    claims = port.house.claims(port.redeem(told(port.sign_in())["code"])["id_token"])
    assert claims["cognito:username"] == "Beacon_Ada@lighthouse.test"
    assert claims["cognito:groups"] == [f"{port.pool}_Beacon"]
    assert (claims["email"], claims["name"]) == ("ada@lighthouse.test", "Ada")
    (identity,) = claims["identities"]
    assert (identity["providerType"], identity["issuer"], identity["userId"]) == (
        "SAML",
        ENTITY,
        "Ada@lighthouse.test",
    )


def test_a_response_signed_as_a_whole(port: SamlPort) -> None:
    away = port.leave()
    assertion = port.saml.assertion(audience=port.audience, in_response_to=away.id)
    assert "code" in told(port.post(away, port.saml.sign(port.saml.response(assertion, in_response_to=away.id))))


def test_response_and_assertion_both_signed(port: SamlPort) -> None:
    away = port.leave()
    assertion = port.saml.sign(port.saml.assertion(audience=port.audience, in_response_to=away.id))
    assert "code" in told(port.post(away, port.saml.sign(port.saml.response(assertion, in_response_to=away.id))))


def test_several_values_and_escaped_text(port: SamlPort) -> None:
    attributes = {"mail": ["ada@lighthouse.test"], "name": ["a &amp; b", "c"]}
    claims = port.house.claims(port.redeem(told(port.sign_in(attributes=attributes))["code"])["id_token"])
    assert claims["name"] == "[a & b, c]"


def test_requests_are_signed_with_the_pools_key_where_the_provider_wants_it(make_saml_port: MakeSamlPort) -> None:
    port = make_saml_port({"RequestSigningAlgorithm": "rsa-sha256"})
    query = urlsplit(port.leave().location).query
    signed, _, signature = query.partition("&Signature=")
    shown = port.house.call("GetSigningCertificate", UserPoolId=port.pool)["Certificate"]
    key = x509.load_der_x509_certificate(base64.b64decode(shown)).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(base64.b64decode(httpx.QueryParams(f"s={signature}")["s"]), signed.encode(), PKCS1v15(), hashes.SHA256())
    assert shown == port.house.call("GetSigningCertificate", UserPoolId=port.pool)["Certificate"]
    # The keys of tokens are others, and the only ones that are published.
    assert len(port.house.get(f"/{port.pool}/.well-known/jwks.json").json()["keys"]) == 2


def test_metadata_by_address_is_fetched_once(
    make_saml_port: MakeSamlPort, provider: Provider, saml: SamlProvider
) -> None:
    port = make_saml_port()
    provider.answers["/metadata"] = (200, saml.metadata().encode())
    port.house.call(
        "UpdateIdentityProvider",
        UserPoolId=port.pool,
        ProviderName="Beacon",
        ProviderDetails={"MetadataURL": f"{provider.url}/metadata"},
    )
    assert "code" in told(port.sign_in())
    assert len(provider.asked("/metadata")) == 1


@pytest.mark.parametrize(
    "document",
    [
        "no xml",
        "<a/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"><md:IDPSSODescriptor/>'
        "</md:EntityDescriptor>",
    ],
)
def test_metadata_that_cannot_be_used_is_told_to_the_client(
    make_saml_port: MakeSamlPort, provider: Provider, document: str
) -> None:
    provider.answers["/metadata"] = (200, document.encode())
    port = make_saml_port()
    port.house.call(
        "UpdateIdentityProvider",
        UserPoolId=port.pool,
        ProviderName="Beacon",
        ProviderDetails={"MetadataURL": f"{provider.url}/metadata"},
    )
    query = f"response_type=code&client_id={port.client}&redirect_uri={CALLBACK}"
    answer = told(port.browser().get(f"/oauth2/authorize?{query}"))
    assert answer["error_description"] == "Invalid SAML metadata"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://elsewhere.test/sso", "/login", "https://elsewh\u00e9re.test/", "https://a&#9;b/"],
)
def test_metadata_sends_nobody_to_what_is_no_address(
    make_saml_port: MakeSamlPort, saml: SamlProvider, url: str
) -> None:
    port = make_saml_port({"MetadataFile": saml.metadata(url=url)})
    query = f"response_type=code&client_id={port.client}&redirect_uri={CALLBACK}"
    answer = told(port.browser().get(f"/oauth2/authorize?{query}"))
    assert answer["error_description"] == "Invalid SAML metadata"


def test_metadata_whose_time_is_over(make_saml_port: MakeSamlPort, saml: SamlProvider) -> None:
    old = saml.metadata(attributes=f'validUntil="{saml.time(-1)}"')
    port = make_saml_port({"MetadataFile": old})
    query = f"response_type=code&client_id={port.client}&redirect_uri={CALLBACK}"
    assert "error" in told(port.browser().get(f"/oauth2/authorize?{query}"))


@pytest.mark.parametrize(
    "changes",
    [
        {"audience": "urn:amazon:cognito:sp:us-east-1_another00"},
        {"issuer": "https://elsewhere.test/metadata"},
        {"recipient": "https://elsewhere.test/saml2/idpresponse"},
        {"in_response_to": "_another-request"},
        {"in_response_to": None},
        {"ends": -61},
        {"confirmed": -61},
        {"begins": 120},
        {"subject": ""},
        {"method": "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"},
    ],
)
def test_an_assertion_of_another_time_place_or_purpose(port: SamlPort, changes: dict[str, Any]) -> None:
    assert port.refusal(**changes) == "Invalid SAML response"


def test_clocks_may_differ_by_a_minute(port: SamlPort) -> None:
    assert "code" in told(port.sign_in(begins=45, identifier="_early"))
    assert "code" in told(port.sign_in(ends=-45, confirmed=-45, identifier="_late"))


@pytest.mark.parametrize(
    "changes",
    [
        {"destination": "https://elsewhere.test/"},
        {"in_response_to": "_another-request"},
        {"issuer": "https://elsewhere.test/metadata"},
    ],
)
def test_an_envelope_for_somebody_else(port: SamlPort, changes: dict[str, Any]) -> None:
    away = port.leave()
    assertion = port.saml.sign(port.saml.assertion(audience=port.audience, in_response_to=away.id))
    document = port.saml.response(assertion, **{"in_response_to": away.id, **changes})
    assert port.refused(port.post(away, document)) == "Invalid SAML response"


def test_an_error_of_the_provider_is_told(port: SamlPort) -> None:
    away = port.leave()
    document = port.saml.response(in_response_to=away.id, status="Responder", message="Not today")
    assert port.refused(port.post(away, document)) == "SAML error: Not today"
    away = port.leave()
    document = port.saml.response(in_response_to=away.id, status="AuthnFailed")
    assert port.refused(port.post(away, document)) == "SAML error: AuthnFailed"


def test_nothing_signed(port: SamlPort) -> None:
    away = port.leave()
    assertion = port.saml.assertion(audience=port.audience, in_response_to=away.id)
    assert port.refused(port.post(away, port.saml.response(assertion, in_response_to=away.id)))


def test_a_key_of_somebody_else_whose_certificate_comes_along(port: SamlPort) -> None:
    away = port.leave()
    key = rsa.generate_private_key(65537, 2048)
    assertion = port.saml.sign(port.saml.assertion(audience=port.audience, in_response_to=away.id), key=key)
    assert port.refused(port.post(away, port.saml.response(assertion, in_response_to=away.id)))


def test_a_changed_assertion(port: SamlPort) -> None:
    away = port.leave()
    document = port.answer(away).replace("Ada@lighthouse.test", "Eve@lighthouse.test")
    assert port.refused(port.post(away, document))


def test_a_comment_inside_the_name_changes_nothing(port: SamlPort) -> None:
    """Readers that stop at the comment would take ``Ada@lighthouse.test.evil.test`` for Ada."""
    away = port.leave()
    document = port.answer(away, subject="Ada@lighthouse.test.evil.test")
    commented = document.replace("Ada@lighthouse.test.evil", "Ada@lighthouse.test<!-- -->.evil")
    told(port.post(away, commented))
    assert [user["Username"] for user in port.users()] == ["Beacon_Ada@lighthouse.test.evil.test"]


def wrapped(kind: str, document: str, forged: str) -> bytes:
    """A response with a genuine signed assertion and a forged one, arranged in one of the known ways."""
    response, evil = etree.fromstring(document), etree.fromstring(forged)
    genuine = response.find(f"{SAML}Assertion")
    signature = genuine.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    if kind == "forged before":
        response.insert(list(response).index(genuine), evil)
    elif kind == "forged after":
        response.append(evil)
    elif kind == "genuine inside the forged":
        response.remove(genuine)
        evil.append(genuine)
        response.append(evil)
    elif kind == "genuine inside the forged's signature":
        response.remove(genuine)
        genuine.remove(signature)
        holder = etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}Object")
        holder.append(genuine)
        evil.insert(1, signature)
        response.append(evil)
    elif kind == "genuine in the extensions":
        response.remove(genuine)
        holder = etree.SubElement(response, "{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
        holder.append(genuine)
        response.append(evil)
    elif kind == "forged with the genuine's id":
        evil.set("ID", genuine.get("ID"))
        response.append(evil)
    elif kind == "forged takes the signature":
        response.remove(genuine)
        evil.set("ID", genuine.get("ID"))
        evil.insert(1, signature)
        response.append(evil)
    elif kind == "response around a response":
        outer = etree.fromstring(document)
        outer.remove(outer.find(f"{SAML}Assertion"))
        outer.append(evil)
        outer.append(response)
        response = outer
    content: bytes = etree.tostring(response)
    return content


@pytest.mark.parametrize(
    "kind",
    [
        "forged before",
        "forged after",
        "genuine inside the forged",
        "genuine inside the forged's signature",
        "genuine in the extensions",
        "forged with the genuine's id",
        "forged takes the signature",
        "response around a response",
    ],
)
def test_wrapping(port: SamlPort, kind: str) -> None:
    away = port.leave()
    forged = port.saml.assertion(audience=port.audience, in_response_to=away.id, subject="admin", identifier="_forged")
    assert port.refused(port.post(away, wrapped(kind, port.answer(away), forged))) == "Invalid SAML response"


def test_an_assertion_is_not_taken_twice(port: SamlPort) -> None:
    away = port.leave()
    document = port.answer(away, identifier="_once")
    assert "code" in told(port.post(away, document))
    assert on_error_page(port.post(away, document))["error"] == "invalid_request"


def test_a_stolen_assertion_is_of_no_use_to_another_browser(port: SamlPort) -> None:
    victim, thief = port.leave(), port.leave()
    document = port.answer(victim, identifier="_stolen")
    assert port.refused(port.post(thief, document)) == "Invalid SAML response"
    assert on_error_page(port.post(thief, document, RelayState=victim.relay_state))["error"] == "invalid_request"


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        b"<a>",
        b"",
        b"<a/>",
        b"\xff\xfe",
    ],
)
def test_what_is_no_response(port: SamlPort, document: bytes) -> None:
    assert port.refused(port.post(port.leave(), document)) == "Invalid SAML response"


def test_a_document_type_before_a_genuine_response(port: SamlPort) -> None:
    away = port.leave()
    document = '<!DOCTYPE r [<!ENTITY e "x">]>' + port.answer(away)
    assert port.refused(port.post(away, document)) == "Invalid SAML response"


def test_a_response_may_have_a_hundred_thousand_characters(port: SamlPort) -> None:
    assert port.refusal(attributes={"name": ["x" * 100_000]}) == "SAML response is too long"


def test_what_is_no_base64(port: SamlPort) -> None:
    away = port.leave()
    form = {"SAMLResponse": "***", "RelayState": away.relay_state}
    assert port.refused(away.browser.post("/saml2/idpresponse", form)) == "Invalid SAML response"


def test_old_algorithms_are_refused(port: SamlPort) -> None:
    away = port.leave()
    document = port.answer(away).replace("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256")
    assert port.refused(port.post(away, document))


def test_encrypted_assertions_are_told_to_be_missing(port: SamlPort) -> None:
    away = port.leave()
    document = port.saml.response(
        '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>', in_response_to=away.id
    )
    assert port.refused(port.post(away, document)) == "Encrypted SAML assertions are not supported"


def relay_state(port: SamlPort, **changes: str) -> str:
    return urlencode(
        {
            "identity_provider": "Beacon",
            "client_id": port.client,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid email",
            **changes,
        }
    )


def begun_by_the_provider(port: SamlPort, state: str, **changes: Any) -> httpx.Response:
    members = {"audience": port.audience, "in_response_to": None, "identifier": "_unasked", **changes}
    document = port.saml.response(port.saml.sign(port.saml.assertion(**members)), in_response_to=None)
    return port.browser().post("/saml2/idpresponse", {"SAMLResponse": encoded(document), "RelayState": state})


def test_a_provider_may_begin_where_it_is_allowed_to(make_saml_port: MakeSamlPort) -> None:
    port = make_saml_port({"IDPInit": "true"})
    assert "code" in told(begun_by_the_provider(port, relay_state(port)))
    again = told(begun_by_the_provider(port, relay_state(port)))
    assert again["error_description"] == "Invalid SAML response"
    asked = told(begun_by_the_provider(port, relay_state(port), in_response_to="_something", identifier="_other"))
    assert asked["error_description"] == "Invalid SAML response"


def test_a_provider_may_not_begin_otherwise(port: SamlPort) -> None:
    assert on_error_page(begun_by_the_provider(port, relay_state(port)))["error"] == "invalid_request"


def test_a_provider_that_begins_sends_nobody_to_a_foreign_address(make_saml_port: MakeSamlPort) -> None:
    port = make_saml_port({"IDPInit": "true"})
    state = relay_state(port, redirect_uri="https://elsewhere.test/")
    assert on_error_page(begun_by_the_provider(port, state))["error"] == "redirect_mismatch"
    assert on_error_page(begun_by_the_provider(port, "x=1"))["error"] == "invalid_request"


def test_the_callback_is_posted_to(port: SamlPort) -> None:
    assert port.browser().get("/saml2/idpresponse").status_code == 405


def test_a_trip_ends_at_its_own_callback(port: SamlPort) -> None:
    away = port.leave()
    fields = {"SAMLResponse": encoded(port.answer(away)), "state": away.relay_state, "RelayState": away.relay_state}
    assert on_error_page(away.browser.get(f"/oauth2/idpresponse?{urlencode(fields)}"))["error"] == "invalid_request"
    assert on_error_page(away.browser.post("/oauth2/idpresponse", fields))["error"] == "invalid_request"
    assert port.users() == []
    assert "code" in told(port.post(away, port.answer(away)))
