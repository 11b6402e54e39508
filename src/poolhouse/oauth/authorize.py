"""The authorization endpoint: ``GET /oauth2/authorize`` (Cognito developer guide, "The redirect and authorization
endpoint")."""

from __future__ import annotations

from typing import Protocol

import msgspec

from poolhouse.model.browser_session import BrowserSession
from poolhouse.model.user_pool import LOCAL_PROVIDER
from poolhouse.oauth.authorization_request import AuthorizationRequest, read_authorization_request
from poolhouse.oauth.browser_sessions import BrowserSessions
from poolhouse.oauth.hosted_sign_in import HostedSignIn
from poolhouse.oauth.redirects import on_a_page
from poolhouse.ports import Clock, Store

LOGIN_PAGE = "/login"


class Departure(msgspec.Struct, frozen=True):
    """The way to an identity provider. Only a browser that shows ``binding`` (a cookie) may come back as ``trip``."""

    location: str
    trip: str
    binding: str


class Providers(Protocol):
    """The way to identity providers."""

    async def start(self, request: AuthorizationRequest, provider: str, base_url: str) -> Departure:
        """To sign in there. ``base_url`` is where this server is for the browser. Raises RedirectBack."""
        ...


class AuthorizationEndpoint:
    def __init__(
        self, store: Store, clock: Clock, sessions: BrowserSessions, sign_in: HostedSignIn, providers: Providers
    ) -> None:
        self._store = store
        self._clock = clock
        self._sessions = sessions
        self._sign_in = sign_in
        self._providers = providers

    async def read(self, query: bytes, host: str | None) -> AuthorizationRequest:
        """Raises NotRedirectable, RedirectBack."""
        async with self._store.read() as records:
            return await read_authorization_request(records, query, host)

    async def answer(
        self, request: AuthorizationRequest, cookie: str | None, *, base_url: str, request_id: str
    ) -> str | Departure:
        """Where the browser goes: back to the client, to an identity provider, or to the sign-in page.

        ``cookie`` is what the browser's session cookie holds, ``base_url`` where this server is for the browser. Raises
        RedirectBack.
        """
        async with self._store.read() as records:
            session = await self._sessions.of(records, request.pool.id, cookie)
        if session is not None and self._will_do(request, session):
            location = await self._sign_in.resume(request, session, request_id=request_id)
            if location is not None:
                return location
        if "none" in request.prompt:
            return request.error("login_required")
        if provider := _only_provider(request):
            return await self._providers.start(request, provider, base_url)
        return on_a_page(LOGIN_PAGE, request.query)

    def _will_do(self, request: AuthorizationRequest, session: BrowserSession) -> bool:
        """Whether the earlier sign-in is recent enough, and one of a kind that the client takes."""
        if request.prompt & {"login", "select_account"}:
            return False
        if request.max_age is not None and self._clock.now() - session.auth_time > request.max_age:
            return False
        if request.provider is not None and request.provider != session.provider:
            return False
        return session.provider in request.client.identity_providers


def _only_provider(request: AuthorizationRequest) -> str | None:
    """The identity provider to go to without a page: the one asked for, or the only one there is."""
    if request.provider is not None:
        return None if request.provider == LOCAL_PROVIDER else request.provider
    providers = request.client.identity_providers
    return providers[0] if len(providers) == 1 and providers[0] != LOCAL_PROVIDER else None
