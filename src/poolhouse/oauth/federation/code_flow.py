"""The authorization code flow as its client: OpenID Connect and the social providers (RFC 6749, 4.1; OpenID Connect
Core 1.0, 3.1; PKCE, RFC 7636)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import msgspec
from joserfc.jwk import Key

from poolhouse.model.identity_provider import IdentityProvider, ProviderType
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.federation import id_token
from poolhouse.oauth.federation.apple_secret import apple_secret
from poolhouse.oauth.federation.asserted import Asserted, as_texts
from poolhouse.oauth.federation.cached import Cached
from poolhouse.oauth.federation.endpoints import Directory, Endpoints
from poolhouse.oauth.federation.failures import FederationFailed
from poolhouse.oauth.federation.trip import Trip
from poolhouse.oauth.federation.web import CallFailed, ProviderWeb
from poolhouse.oauth.redirects import with_query
from poolhouse.ports import Clock
from poolhouse.tokens.jwt import base64url

JWKS_SECONDS = 600.0
NEW_KEY_SECONDS = 10.0
"""A token with an unknown key makes the key set be fetched anew, though not more often than this."""

PASSED_ON = frozenset({"login", "select_account", "consent"})


class Kind(msgspec.Struct, frozen=True):
    """``subject`` is the claim that never changes for a user. ``tokens``: the provider gives ID tokens;
    ``user_info``: attributes come from its user information endpoint; ``pkce``: it knows PKCE."""

    subject: str
    tokens: bool
    user_info: bool
    pkce: bool = True


KINDS: Mapping[ProviderType, Kind] = {
    "OIDC": Kind("sub", tokens=True, user_info=True),
    "Google": Kind("sub", tokens=True, user_info=False),
    "SignInWithApple": Kind("sub", tokens=True, user_info=False, pkce=False),
    "Facebook": Kind("id", tokens=False, user_info=True),
    "LoginWithAmazon": Kind("user_id", tokens=False, user_info=True),
}


class CodeFlow:
    def __init__(self, web: ProviderWeb, clock: Clock) -> None:
        self._web = web
        self._clock = clock
        self._directory = Directory(web, clock)
        self._keys: Cached[tuple[Key, ...]] = Cached(clock, JWKS_SECONDS, self._fetch_keys)

    async def departure(self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, state: str) -> str:
        """The address of the provider's sign-in. Raises FederationFailed."""
        kind, endpoints = KINDS[provider.type], await self._directory.of(provider)
        scope = provider.details["authorize_scopes"]
        parameters = {
            "client_id": provider.details["client_id"],
            "redirect_uri": trip.callback,
            "scope": scope,
            "response_type": "code",
            "state": state,
        }
        if kind.tokens:
            parameters["nonce"] = trip.nonce
        if kind.pkce:
            parameters["code_challenge"] = base64url(sha256(trip.verifier.encode()).digest()).decode()
            parameters["code_challenge_method"] = "S256"
        if provider.type == "SignInWithApple" and {"name", "email"}.intersection(scope.split()):
            # Apple developer documentation, "Request an authorization to the Sign in with Apple server".
            parameters["response_mode"] = "form_post"
        if provider.type == "OIDC":
            parameters |= _wishes(request)
        return with_query(endpoints.authorize, parameters)

    async def arrival(
        self, provider: IdentityProvider, request: AuthorizationRequest, trip: Trip, fields: Mapping[str, str]
    ) -> Asserted:
        """Whom the provider's answer asserts; ``fields`` came with the browser. Raises FederationFailed."""
        kind, endpoints = KINDS[provider.type], await self._directory.of(provider)
        if endpoints.issuer is not None and fields.get("iss", endpoints.issuer) != endpoints.issuer:
            # RFC 9207: a code of another server is not shown to this one.
            raise FederationFailed("Bad issuer", "iss of the answer is not the provider's issuer")
        if not fields.get("code"):
            raise FederationFailed("no code", "the provider's answer has neither code nor error")
        answer = await self._tokens(provider, endpoints, trip, fields["code"])
        claims: dict[str, Any] = {}
        if kind.tokens:
            claims = await self._id_claims(provider, endpoints, request, trip, answer)
        user_info = await self._user_info(provider, endpoints, answer) if kind.user_info and endpoints.user_info else {}
        if claims and user_info and user_info.get("sub") != claims["sub"]:
            raise FederationFailed("Bad userInfo subject", "userInfo is of another user than the ID token")
        together = as_texts({**user_info, **claims})
        subject = together.get(kind.subject)
        if not subject:
            raise FederationFailed(f"no {kind.subject}", "the provider did not name the user")
        return Asserted(
            subject=subject,
            claims=together,
            evidence={"tokenResponse": as_texts(answer), "idToken": as_texts(claims), "userInfo": as_texts(user_info)},
        )

    async def _tokens(self, provider: IdentityProvider, endpoints: Endpoints, trip: Trip, code: str) -> dict[str, Any]:
        details = provider.details
        form = {
            "grant_type": "authorization_code",
            "client_id": details["client_id"],
            "redirect_uri": trip.callback,
            "code": code,
        }
        secret = (
            apple_secret(details, self._clock.now())
            if provider.type == "SignInWithApple"
            else details.get("client_secret")
        )
        if secret:
            form["client_secret"] = secret
        if KINDS[provider.type].pkce:
            form["code_verifier"] = trip.verifier
        try:
            if details.get("token_request_method") == "GET":
                return await self._web.get_json(f"{endpoints.token}?{urlencode(form)}")
            return await self._web.post_form(endpoints.token, form)
        except CallFailed as problem:
            if problem.timed_out:
                text = "Timeout occurred in calling IdP token endpoint"
            elif problem.status:
                text = f"{provider.name} Error - {problem.status} error getting token"
            else:
                text = problem.text
            raise FederationFailed(text, problem.hint) from None

    async def _id_claims(
        self,
        provider: IdentityProvider,
        endpoints: Endpoints,
        request: AuthorizationRequest,
        trip: Trip,
        answer: dict[str, Any],
    ) -> dict[str, Any]:
        token = answer.get("id_token")
        if not isinstance(token, str) or endpoints.issuer is None or endpoints.jwks is None:
            raise FederationFailed("no id_token", "the provider gave no ID token: does authorize_scopes name openid?")
        try:
            claims = await self._verified(provider, endpoints.issuer, endpoints.jwks, trip, token, JWKS_SECONDS)
        except id_token.UnknownKey:
            try:
                claims = await self._verified(provider, endpoints.issuer, endpoints.jwks, trip, token, NEW_KEY_SECONDS)
            except id_token.UnknownKey:
                raise FederationFailed("Bad id_token signature", "the provider has no such key") from None
        if not isinstance(claims.get("sub"), str):
            raise FederationFailed("no sub", "the ID token names no user")
        if request.max_age is not None and provider.type == "OIDC":
            id_token.check_fresh(claims, request.max_age, self._clock.now())
        return claims

    async def _verified(
        self, provider: IdentityProvider, issuer: str, jwks: str, trip: Trip, token: str, older_than: float
    ) -> dict[str, Any]:
        keys = await self._keys.get(jwks, older_than=older_than)
        client_id = provider.details["client_id"]
        return id_token.verify(token, keys, issuer=issuer, client_id=client_id, nonce=trip.nonce, now=self._clock.now())

    async def _fetch_keys(self, jwks: str) -> tuple[Key, ...]:
        try:
            return id_token.read_keys(await self._web.get_json(jwks))
        except CallFailed as problem:
            text = "Timeout in calling jwks uri" if problem.timed_out else f"{problem.text} in calling jwks uri"
            raise FederationFailed(text, problem.hint) from None

    async def _user_info(
        self, provider: IdentityProvider, endpoints: Endpoints, answer: dict[str, Any]
    ) -> dict[str, Any]:
        token, url = answer.get("access_token"), endpoints.user_info or ""
        if not isinstance(token, str):
            raise FederationFailed("no access_token", "the provider gave no access token for its userInfo endpoint")
        if provider.details.get("attributes_url_add_attributes") == "true":
            url += ",".join(sorted({KINDS[provider.type].subject, *provider.attribute_mapping.values()}))
        headers = {"authorization": f"Bearer {token}"}
        try:
            if provider.details.get("attributes_request_method") == "POST":
                return await self._web.post_json(url, headers)
            return await self._web.get_json(url, headers)
        except CallFailed as problem:
            status = f"{problem.status} " if problem.status else ""
            raise FederationFailed(f"{provider.name} Error - {status}error getting userInfo", problem.hint) from None


def _wishes(request: AuthorizationRequest) -> dict[str, str]:
    """What the client asks of the sign-in goes on to the provider: nobody else can heed it."""
    wishes = {}
    if request.login_hint:
        wishes["login_hint"] = request.login_hint
    if prompt := sorted(request.prompt & PASSED_ON):
        wishes["prompt"] = " ".join(prompt)
    if request.max_age is not None:
        wishes["max_age"] = str(request.max_age)
    return wishes
