"""SAML sign-in, there and back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.model.saml_xml import BadXml, Element, name, parse
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.federation.asserted import Asserted
from poolhouse.oauth.federation.cached import Cached
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.saml.assertion import Assertion, Expected, check_assertion, check_response
from poolhouse.oauth.federation.saml.authn_request import authn_request, redirect_location
from poolhouse.oauth.federation.saml.metadata import Metadata, read_metadata
from poolhouse.oauth.federation.saml.request_keys import RequestKeys
from poolhouse.oauth.federation.saml.signatures import invalid, signed_assertion
from poolhouse.oauth.federation.trip import Trip
from poolhouse.oauth.federation.web import CallFailed, ProviderWeb
from poolhouse.ports import Clock, Store

METADATA_SECONDS = 3600.0
LONGEST_RESPONSE = 100_000
"""Characters, as they arrive (developer guide, "Quotas in Amazon Cognito")."""


def audience(pool_id: str) -> str:
    """The entity that a pool is among SAML's."""
    return f"urn:amazon:cognito:sp:{pool_id}"


class SamlFlow:
    def __init__(self, store: Store, web: ProviderWeb, clock: Clock, keys: RequestKeys) -> None:
        self._store = store
        self._web = web
        self._clock = clock
        self._keys = keys
        self._documents: Cached[bytes] = Cached(clock, METADATA_SECONDS, self._fetch)

    async def departure(self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, state: str) -> str:
        """Raises FederationFailed."""
        metadata = await self._metadata(provider)
        document = authn_request(
            request_id=trip.nonce,
            issuer=audience(provider.pool_id),
            destination=metadata.sign_in_url,
            callback=trip.callback,
            # SAML has no words for how old a sign-in may be.
            force="login" in request.prompt or request.max_age is not None,
            now=self._clock.now(),
        )
        signs = bool(provider.details.get("RequestSigningAlgorithm"))
        key = await self._keys.of(provider.pool_id) if signs else None
        return redirect_location(metadata.sign_in_url, document, state, key)

    async def arrival(
        self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, fields: Mapping[str, str]
    ) -> Asserted:
        """Raises FederationFailed."""
        metadata = await self._metadata(provider)
        expected = Expected(
            issuer=metadata.entity_id,
            audience=audience(provider.pool_id),
            callback=trip.callback,
            in_response_to=trip.nonce or None,
            now=self._clock.now(),
        )
        response = _response(fields.get("SAMLResponse", ""))
        check_response(response, expected)
        assertion = check_assertion(signed_assertion(response, metadata.certificates), expected)
        await self._use_up(provider, metadata, assertion)
        return Asserted(
            subject=assertion.subject,
            claims=assertion.attributes,
            issuer=metadata.entity_id,
            evidence={"samlResponse": assertion.attributes},
        )

    async def _use_up(self, provider: IdentityProvider, metadata: Metadata, assertion: Assertion) -> None:
        """saml-profiles-2.0-os, 4.1.4.5: an assertion is not taken twice."""
        key = f"saml:{provider.pool_id}:{metadata.entity_id}:{assertion.id}"
        async with self._store.write() as records:
            if not await records.claim_once(key, expires_at=assertion.expires_at):
                raise invalid("the assertion was used before")

    async def _metadata(self, provider: IdentityProvider) -> Metadata:
        if document := provider.details.get("MetadataFile"):
            return read_metadata(document.encode(), self._clock.now())
        return read_metadata(await self._documents.get(provider.details["MetadataURL"]), self._clock.now())

    async def _fetch(self, url: str) -> bytes:
        try:
            return await self._web.send("GET", url, {"accept": "application/samlmetadata+xml, application/xml"})
        except CallFailed as problem:
            raise FederationFailed(f"{problem.text} in calling the metadata URL", problem.hint) from None


def _response(text: str) -> Element:
    if len(text) > LONGEST_RESPONSE:
        raise FederationFailed("SAML response is too long", f"more than {LONGEST_RESPONSE} characters")
    try:
        root = parse(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        raise invalid("not Base64") from None
    except BadXml as bad:
        raise invalid(str(bad)) from None
    if root.tag != name("samlp:Response") or root.get("Version") != "2.0":
        raise invalid("not a response of SAML 2.0")
    return root
