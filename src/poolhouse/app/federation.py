"""Federation: identity providers that speak OpenID Connect, OAuth or SAML, and the way to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from poolhouse.app.parts import Parts
from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.federation.asserted import Asserted
from poolhouse.oauth.federation.federation import OIDC_CALLBACK, SAML_CALLBACK, Federation, Flow
from poolhouse.oauth.federation.landing import Landing
from poolhouse.oauth.federation.trip import Trip
from poolhouse.oauth.hosted_sign_in import HostedSignIn


def federation(parts: Parts, sign_in: HostedSignIn) -> Federation:
    return Federation(
        store=parts.store,
        clock=parts.clock,
        trips=parts.trips,
        flows={
            OIDC_CALLBACK: _LazyFlow(lambda: _code_flow(parts)),
            SAML_CALLBACK: _LazyFlow(lambda: _saml_flow(parts)),
        },
        landing=Landing(parts.store, parts.clock, parts.entropy, parts.functions),
        sign_in=sign_in,
    )


class _LazyFlow:
    """The libraries of a protocol load with the first sign-in by it: most servers never have one."""

    def __init__(self, make: Callable[[], Flow]) -> None:
        self._make = make
        self._made: Flow | None = None

    async def departure(self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, state: str) -> str:
        return await self._flow().departure(provider, request, trip, state)

    async def arrival(
        self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, fields: Mapping[str, str]
    ) -> Asserted:
        return await self._flow().arrival(provider, request, trip, fields)

    def _flow(self) -> Flow:
        if self._made is None:
            self._made = self._make()
        return self._made


def _code_flow(parts: Parts) -> Flow:
    from poolhouse.oauth.federation.code_flow import CodeFlow
    from poolhouse.oauth.federation.web import ProviderWeb

    return CodeFlow(ProviderWeb(parts.outgoing.client()), parts.clock)


def _saml_flow(parts: Parts) -> Flow:
    from poolhouse.oauth.federation.saml.flow import SamlFlow
    from poolhouse.oauth.federation.saml.request_keys import RequestKeys
    from poolhouse.oauth.federation.web import ProviderWeb

    web = ProviderWeb(parts.outgoing.client())
    return SamlFlow(parts.store, web, parts.clock, RequestKeys(parts.store, parts.clock))
