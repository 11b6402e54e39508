"""Passkeys on the sign-in pages: signing in with one, and adding one (developer guide, "Passkey sign-in").

Unlike an application's, the origin of these pages is known: no other one's proof will do.
"""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.flows import discoverable_passkey
from poolhouse.flows.context import Challenge, Services
from poolhouse.flows.passkey import read_credential
from poolhouse.flows.sign_in import FLOWS
from poolhouse.model import web_authn
from poolhouse.model.user import User
from poolhouse.model.user_pool import LOCAL_PROVIDER
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.browser_sessions import BrowserSessions, user_of
from poolhouse.oauth.hosted_sign_in import Browser, HostedSignIn, SignedIn
from poolhouse.operations.passkeys import registration

_PERMITS = FLOWS["USER_AUTH"].permits
"""A client that may use the flow by the API may use it on the pages."""


class PasskeysOnPages:
    def __init__(self, services: Services, sessions: BrowserSessions, sign_in: HostedSignIn) -> None:
        self._services = services
        self._sessions = sessions
        self._sign_in = sign_in

    async def _relying_party(self, request: AuthorizationRequest, origin: str) -> str | None:
        """Whose passkeys pages of ``origin`` may use; None where pool, client or address have no use for passkeys."""
        if not request.pool.passkeys_let_in or not _PERMITS & request.client.flows:
            return None
        async with self._services.store.read() as records:
            rp_id = await self._services.relying_parties.of(records, request.pool)
        return rp_id if rp_id is not None and web_authn.origin_fits(origin, rp_id) else None

    async def offered(self, request: AuthorizationRequest, origin: str) -> bool:
        return await self._relying_party(request, origin) is not None

    async def question(self, request: AuthorizationRequest, origin: str) -> str | None:
        """``PublicKeyCredentialRequestOptionsJSON`` for whoever has a passkey; None where no passkey will do."""
        rp_id = await self._relying_party(request, origin)
        return rp_id and discoverable_passkey.ask(self._services, request.pool, request.client, rp_id)

    async def answer(
        self, request: AuthorizationRequest, credential: str, browser: Browser, *, origin: str
    ) -> SignedIn | Challenge:
        """Raises ServiceError: what is wrong."""
        rp_id = await self._relying_party(request, origin)
        if rp_id is None:
            raise errors.PASSKEYS_OFF()
        return await self._sign_in.passkey(request, credential, browser, rp_id=rp_id, origin=origin)

    async def owner(self, request: AuthorizationRequest, cookie: str | None) -> User | None:
        """Who has signed in here with this session cookie; people of identity providers have no passkeys."""
        async with self._services.store.read() as records:
            session = await self._sessions.of(records, request.pool.id, cookie)
            if session is None or session.provider != LOCAL_PROVIDER:
                return None
            return await user_of(records, session)

    async def invitation(self, request: AuthorizationRequest, user: User) -> str:
        """``PublicKeyCredentialCreationOptionsJSON`` as text. Raises ServiceError."""
        async with self._services.store.read() as records:
            options = await registration.begin(self._services, records, request.pool, request.client, user)
        return msgspec.json.encode(options).decode()

    async def add(self, request: AuthorizationRequest, user: User, credential: str, *, origin: str) -> None:
        """Raises ServiceError."""
        given = read_credential(credential)
        await registration.complete(self._services, request.pool, request.client, user, given, origin=origin)
