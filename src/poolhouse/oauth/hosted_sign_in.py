"""Sign-in on a page of this server, from the password to the answer of the authorization endpoint.

The pre token generation trigger runs here, once, before the client gets anything: what it refuses is told to the client
by a redirect (Cognito developer guide, "Pre token generation Lambda trigger").
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from poolhouse import errors
from poolhouse.errors import ServiceError
from poolhouse.flows import browser_device, discoverable_passkey, mfa, mfa_setup, new_password, user_password
from poolhouse.flows.browser_device import BrowserDevice
from poolhouse.flows.context import Answer, Challenge, LetIn, Services, SignInRequest
from poolhouse.flows.mfa_setup import Begun
from poolhouse.model.browser_session import BrowserSession
from poolhouse.model.group import group_claims
from poolhouse.model.user import User
from poolhouse.model.user_pool import LOCAL_PROVIDER
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.browser_sessions import BrowserSessions, user_of
from poolhouse.oauth.codes import AuthorizationCodes
from poolhouse.oauth.redirects import with_fragment, with_query
from poolhouse.tokens.issue import Order, Prepared
from poolhouse.tokens.session import begin_through_oauth
from poolhouse.triggers.pre_token_generation.event import UNKNOWN_SDK
from poolhouse.triggers.user_attributes import event_attributes

_STEPS = {
    new_password.NAME: new_password.respond,
    mfa.SOFTWARE_TOKEN: mfa.respond,
    mfa.SETUP: mfa_setup.set_up,
}
"""Challenges that the pages can put; others end the sign-in with an error."""


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody signs in. ``cookie`` is its present session cookie, which ends; ``device`` what it keeps as a
    remembered device. ``onward`` is a page of this server that comes before the client's answer: whoever gets there
    asks the authorization endpoint again. ``name`` is how the browser calls itself."""

    request_id: str
    cookie: str | None
    device: BrowserDevice | None = None
    onward: str | None = None
    name: str | None = None
    source_ip: str = ""


class SignedIn(msgspec.Struct, frozen=True):
    """Where the browser goes next, the value of its new session cookie, if it gets one, and the device that it is from
    now on."""

    location: str
    cookie: str | None
    device: BrowserDevice | None = None


class HostedSignIn:
    def __init__(self, services: Services, codes: AuthorizationCodes, sessions: BrowserSessions) -> None:
        self._services = services
        self._codes = codes
        self._sessions = sessions

    async def password(
        self, request: AuthorizationRequest, username: str, password: str, browser: Browser
    ) -> SignedIn | Challenge:
        """Raises ServiceError: what is wrong."""
        asked = _flow_request(request, {"USERNAME": username, "PASSWORD": password}, browser)
        return await self._after(request, await user_password.start(asked, self._services), browser)

    async def passkey(
        self, request: AuthorizationRequest, credential: str, browser: Browser, *, rp_id: str, origin: str
    ) -> SignedIn | Challenge:
        """``credential`` is what ``PublicKeyCredential.toJSON()`` made of it on a page of ``origin``, as text. Raises
        ServiceError: what is wrong."""
        asked = _flow_request(request, {"CREDENTIAL": credential}, browser)
        answer = await discoverable_passkey.respond(asked, self._services, rp_id=rp_id, origin=origin)
        return await self._after(request, answer, browser)

    async def answer(
        self,
        request: AuthorizationRequest,
        challenge: str,
        session: str,
        responses: Mapping[str, str],
        browser: Browser,
        *,
        remember: bool = False,
    ) -> SignedIn | Challenge:
        """The answer to a challenge that an earlier page put. ``remember`` makes the browser a remembered device of
        whoever gets in by it. Raises ServiceError."""
        step = _STEPS.get(challenge)
        if step is None:
            raise errors.NOT_BUILT(what=f"The challenge {challenge} on a page")
        answer = await step(_flow_request(request, responses, browser, session), self._services)
        outcome = await self._after(request, answer, browser)
        if remember and isinstance(answer, LetIn) and isinstance(outcome, SignedIn) and outcome.cookie is not None:
            async with self._services.store.write() as records:
                device = await browser_device.remember(
                    records, self._services, request.pool, answer.user, name=browser.name, source_ip=browser.source_ip
                )
            return replace(outcome, device=device)
        return outcome

    async def begin_set_up(self, session: str) -> Begun:
        """For whoever must set up an authenticator app: ``session`` is the challenge's. Raises ServiceError."""
        return await mfa_setup.associate(self._services, session, on_a_page=True)

    def begun_set_up(self, session: str) -> Begun:
        """What the session of ``begin_set_up`` holds. Raises ServiceError."""
        return mfa_setup.begun(self._services, session)

    async def verify_set_up(self, session: str, code: str) -> str:
        """The session that answers MFA_SETUP. Raises ServiceError."""
        return await mfa_setup.verify(self._services, session, code, on_a_page=True)

    async def finish(
        self, request: AuthorizationRequest, user: User, browser: Browser, provider: str = LOCAL_PROVIDER
    ) -> SignedIn:
        """For a user who has just proved who they are, here or at an identity provider."""
        if browser.onward is not None:
            return SignedIn(browser.onward, await self._begin_session(user, provider, browser))
        try:
            prepared = await self._prepare(request, user, int(self._services.clock.now()), browser.request_id)
        except ServiceError as refusal:
            return SignedIn(request.error("invalid_request", refusal.message), None)
        cookie = await self._begin_session(user, provider, browser)
        return SignedIn(await self._location(request, user, prepared), cookie)

    async def _begin_session(self, user: User, provider: str, browser: Browser) -> str:
        async with self._services.store.write(fleeting=True) as records:
            return await self._sessions.begin(records, user, provider, replaces=browser.cookie)

    async def resume(self, request: AuthorizationRequest, session: BrowserSession, *, request_id: str) -> str | None:
        """Where a browser that has signed in before goes; None when its user may not come in any more."""
        async with self._services.store.read() as records:
            user = await user_of(records, session)
        if user is None:
            return None
        try:
            prepared = await self._prepare(request, user, session.auth_time, request_id)
        except ServiceError as refusal:
            return request.error("invalid_request", refusal.message)
        return await self._location(request, user, prepared)

    async def _after(self, request: AuthorizationRequest, answer: Answer, browser: Browser) -> SignedIn | Challenge:
        if isinstance(answer, Challenge):
            if answer.name not in _STEPS:
                raise errors.NOT_BUILT(what=f"The challenge {answer.name} on a page")
            return answer
        if not isinstance(answer, LetIn):
            raise AssertionError("on pages, sign-ins end without tokens")
        return await self.finish(request, answer.user, browser)

    async def _prepare(self, request: AuthorizationRequest, user: User, auth_time: int, request_id: str) -> Prepared:
        """The claims that the client will get. Raises the trigger's ServiceError."""
        services = self._services
        async with services.store.read() as records:
            groups = group_claims(await records.groups_of(request.pool.id, user.sub))
        session = begin_through_oauth(
            user,
            services.clock.now(),
            services.entropy.token_bytes,
            scopes=request.scopes,
            resource=request.resource,
            auth_time=auth_time,
        )
        order = Order(
            pool=request.pool,
            client=request.client,
            user=user,
            groups=groups,
            session=session,
            source="TokenGeneration_HostedAuth",
            attributes=event_attributes(request.pool, user),
            nonce=request.nonce,
            request_id=request_id,
        )
        return await services.tokens.prepare(order)

    async def _location(self, request: AuthorizationRequest, user: User, prepared: Prepared) -> str:
        state = {} if request.state is None else {"state": request.state}
        if request.response_type == "code":
            async with self._services.store.write(fleeting=True) as records:
                code = await self._codes.make(records, request, user, prepared)
            return with_query(request.redirect_uri, {"code": code, **state})
        async with self._services.store.read() as records:
            keys = await self._services.keys.of(request.pool.id, records)
        issued = self._services.tokens.sign(prepared, request.client, keys)
        members = {"id_token": issued.id_token} if issued.id_token else {}
        members |= {
            "access_token": issued.access_token,
            "token_type": "bearer",
            "expires_in": str(issued.expires_in),
        }
        return with_fragment(request.redirect_uri, {**members, **state})


def _flow_request(
    request: AuthorizationRequest, parameters: Mapping[str, str], browser: Browser, session: str | None = None
) -> SignInRequest:
    return SignInRequest(
        pool=request.pool,
        client=request.client,
        parameters={**(browser.device.parameters if browser.device else {}), **parameters},
        caller="page",
        session=session,
        sdk_version=UNKNOWN_SDK,
        request_id=browser.request_id,
        source_ip=browser.source_ip,
    )
