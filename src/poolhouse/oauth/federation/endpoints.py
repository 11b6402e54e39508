"""Where a provider's endpoints are: from its settings, from its discovery document, or well known.

Source: OpenID Connect Discovery 1.0, sections 3 and 4; API reference, CreateIdentityProvider, "ProviderDetails".
"""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse.model.identity_provider import IdentityProvider
from poolhouse.model.provider_address import is_safe
from poolhouse.oauth.federation.cached import Cached
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.web import CallFailed, ProviderWeb
from poolhouse.ports import Clock

DISCOVERY_PATH = "/.well-known/openid-configuration"
KEPT_SECONDS = 600.0


class Endpoints(msgspec.Struct, frozen=True):
    """``issuer`` and ``jwks`` are None where the provider gives no ID token, ``user_info`` where it has no such."""

    authorize: str
    token: str
    user_info: str | None
    issuer: str | None
    jwks: str | None


class Directory:
    """Finds endpoints; discovery documents are kept for ten minutes."""

    def __init__(self, web: ProviderWeb, clock: Clock) -> None:
        self._web = web
        self._documents: Cached[dict[str, Any]] = Cached(clock, KEPT_SECONDS, self._discover)

    async def of(self, provider: IdentityProvider) -> Endpoints:
        """Raises FederationFailed."""
        details, issuer = provider.details, provider.details.get("oidc_issuer") or None
        names = {"authorize_url": "authorization_endpoint", "token_url": "token_endpoint", "jwks_uri": "jwks_uri"}
        needed = [name for name in names if not (name == "jwks_uri" and issuer is None)]
        document: dict[str, Any] = {}
        if issuer is not None and not all(details.get(name) for name in needed):
            document = await self._documents.get(issuer)
        found = {name: details.get(name) or document.get(names[name]) for name in needed}
        for name in needed:
            if not isinstance(found[name], str):
                raise FederationFailed(f"{provider.name} has no {names[name]}", "discovery lacks it, and so do details")
        if not is_safe(str(found["authorize_url"])):
            raise FederationFailed(f"{provider.name} has no valid {names['authorize_url']}", "browsers are sent there")
        user_info = details.get("attributes_url") or document.get("userinfo_endpoint")
        return Endpoints(
            authorize=str(found["authorize_url"]),
            token=str(found["token_url"]),
            user_info=user_info if isinstance(user_info, str) else None,
            issuer=issuer,
            jwks=found.get("jwks_uri"),
        )

    async def _discover(self, issuer: str) -> dict[str, Any]:
        try:
            document = await self._web.get_json(issuer.rstrip("/") + DISCOVERY_PATH)
        except CallFailed as problem:
            raise FederationFailed(f"{problem.text} in calling the discovery endpoint", problem.hint) from None
        if document.get("issuer") != issuer:
            # A document of somebody else would send users there (OpenID Connect Discovery 1.0, 4.3).
            raise FederationFailed("Bad issuer", f"the discovery document of {issuer} names another issuer")
        return document
