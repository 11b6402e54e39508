"""Federated sign-in from the authorization endpoint to the provider and back, in order.

Only the browser that began a trip may end it, once and in time; what the provider says is believed after that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from poolhouse.errors import ServiceError
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.oauth.authorization_request import (
    AuthorizationRequest,
    NotRedirectable,
    RedirectBack,
    read_authorization_request,
)
from poolhouse.oauth.authorize import Departure
from poolhouse.oauth.federation.asserted import Asserted
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.landing import Landing
from poolhouse.oauth.federation.trip import BadTrip, Trip, TripBox
from poolhouse.oauth.hosted_sign_in import Browser, HostedSignIn, SignedIn
from poolhouse.ports import Clock, Records, Store

OIDC_CALLBACK = "/oauth2/idpresponse"
SAML_CALLBACK = "/saml2/idpresponse"

BindingOf = Callable[[str], str | None]
"""The id of a trip → the cookie that the browser shows for it."""

_TOLD = frozenset(
    {
        *("access_denied", "login_required", "interaction_required", "consent_required"),
        *("account_selection_required", "temporarily_unavailable", "server_error"),
    }
)
"""Errors of a provider that mean the same to our client (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6)."""

_LONGEST_DESCRIPTION = 256


class Flow(Protocol):
    """A protocol that providers speak."""

    async def departure(self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, state: str) -> str:
        """The address to send the browser to. Raises FederationFailed."""
        ...

    async def arrival(
        self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, fields: Mapping[str, str]
    ) -> Asserted:
        """Whom the provider's answer asserts. Raises FederationFailed."""
        ...


class Arrival(msgspec.Struct, frozen=True):
    """A browser that came back from where it was sent."""

    trip: Trip
    request: AuthorizationRequest


class Federation:
    """``flows``: one for SAML, one for the rest, by callback."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        trips: TripBox,
        flows: Mapping[str, Flow],
        landing: Landing,
        sign_in: HostedSignIn,
    ) -> None:
        self._store = store
        self._clock = clock
        self._trips = trips
        self._flows = flows
        self._landing = landing
        self._sign_in = sign_in

    async def start(self, request: AuthorizationRequest, provider: str, base_url: str) -> Departure:
        """To a provider that the client may use. Raises RedirectBack."""
        try:
            async with self._store.read() as records:
                found = await _provider(records, request, provider)
            callback = _callback(found)
            trip, binding = self._trips.begin(request.query, provider, base_url + callback, self._clock.now())
            location = await self._flows[callback].departure(found, request, trip, self._trips.seal(trip))
        except FederationFailed as failure:
            raise RedirectBack(request.error(failure.code, failure.description), failure.hint) from None
        return Departure(location, trip.id, binding)

    async def recognise(self, state: str, path: str, binding_of: BindingOf, host: str | None) -> Arrival:
        """``path`` is the callback that the browser came to, ``host`` the Host header.

        Raises NotRedirectable: nobody knows where this browser wants to go, or it was sent by somebody else;
        RedirectBack.
        """
        try:
            trip = self._trips.open(state)
        except BadTrip as bad:
            raise NotRedirectable("invalid_request", "Invalid state") from bad
        if not trip.callback.endswith(path):
            # What is refused to one protocol must not be had by the ways of the other.
            raise NotRedirectable("invalid_request", "Invalid state")
        if not trip.is_of(binding_of(trip.id)):
            raise NotRedirectable("invalid_request", "The sign-in was begun in another browser")
        async with self._store.read() as records:
            return Arrival(trip, await read_authorization_request(records, trip.query.encode(), host))

    async def unsolicited(self, relay_state: str, callback: str, host: str | None) -> Arrival:
        """A browser that a SAML provider sent without having been asked, where the provider may do so (``IDPInit``).

        ``relay_state`` is an authorization request; its ``identity_provider`` names the provider. Raises
        NotRedirectable, RedirectBack.
        """
        async with self._store.read() as records:
            request = await read_authorization_request(records, relay_state.encode(errors="replace"), host)
            provider = await records.get_identity_provider(request.pool.id, request.provider or "")
        if provider is None or provider.type != "SAML" or provider.details.get("IDPInit") != "true":
            raise NotRedirectable("invalid_request", "The provider may not begin a sign-in")
        trip, _ = self._trips.begin(request.query, provider.name, callback, self._clock.now())
        return Arrival(msgspec.structs.replace(trip, nonce=""), request)

    async def finish(
        self, arrival: Arrival, fields: Mapping[str, str], *, cookie: str | None, request_id: str
    ) -> SignedIn:
        """``fields`` came with the browser, ``cookie`` is its present session. Raises RedirectBack."""
        trip, request = arrival.trip, arrival.request
        try:
            async with self._store.write(fleeting=True) as records:
                await self._use_up(records, trip)
                provider = await _provider(records, request, trip.provider)
            if not trip.callback.endswith(_callback(provider)):
                raise FederationFailed("Identity provider does not exist", "made anew meanwhile, of another type")
            if error := fields.get("error"):
                raise _told_by_provider(error, fields.get("error_description"))
            flow = self._flows[_callback(provider)]
            user = await self._landing.land(request, provider, await flow.arrival(provider, request, trip, fields))
        except FederationFailed as failure:
            raise RedirectBack(request.error(failure.code, failure.description), failure.hint) from None
        except ServiceError as refusal:
            raise RedirectBack(request.error("invalid_request", refusal.message), refusal.hint) from None
        return await self._sign_in.finish(request, user, Browser(request_id=request_id, cookie=cookie), provider.name)

    async def _use_up(self, records: Records, trip: Trip) -> None:
        if trip.expires_at <= self._clock.now():
            raise FederationFailed("The sign-in took too long", "the trip has expired")
        if not await records.claim_once(f"trip:{trip.id}", expires_at=trip.expires_at):
            raise FederationFailed("The sign-in was finished before", "the trip has ended before")


async def _provider(records: Records, request: AuthorizationRequest, name: str) -> IdentityProvider:
    """It may have gone since, or the client may have lost it."""
    provider = await records.get_identity_provider(request.pool.id, name)
    if provider is None or name not in request.client.identity_providers:
        raise FederationFailed("Identity provider does not exist", f"the client has no provider {name}")
    return provider


def _callback(provider: IdentityProvider) -> str:
    return SAML_CALLBACK if provider.type == "SAML" else OIDC_CALLBACK


def _told_by_provider(error: str, description: str | None) -> FederationFailed:
    text = "".join(letter for letter in description or error if letter.isprintable())[:_LONGEST_DESCRIPTION]
    code = error if error in _TOLD else "invalid_request"
    return FederationFailed(text, "the provider answered with an error", code=code)
