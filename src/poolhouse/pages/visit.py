"""One request for a page, and what may come of it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from poolhouse.flows.browser_device import BrowserDevice
from poolhouse.flows.context import Challenge
from poolhouse.model.user_pool import LOCAL_PROVIDER, UserPool, UserPoolClient
from poolhouse.oauth.authorization_request import AuthorizationRequest
from poolhouse.oauth.hosted_sign_in import Browser, SignedIn
from poolhouse.oauth.redirects import on_a_page
from poolhouse.operations.caller import Caller
from poolhouse.pages import paths
from poolhouse.pages.journey import PARAMETER, Journey, JourneyBox
from poolhouse.pages.texts import Texts
from poolhouse.pages.views import FormPage, MessagePage


class Shown(msgspec.Struct, frozen=True):
    """A page in answer to this request."""

    page: FormPage | MessagePage
    status: int = 200


class Sent(msgspec.Struct, frozen=True):
    """The browser is sent elsewhere; ``cookie`` is its new session cookie, if it gets one, ``device`` what it is
    remembered by from now on."""

    location: str
    cookie: str | None = None
    device: BrowserDevice | None = None


Answer = Shown | Sent


class Asked(msgspec.Struct, frozen=True):
    """The sign-in has another question, which the page for it puts. ``username`` is the name that was typed."""

    challenge: Challenge
    username: str


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """``session`` is the browser's present session cookie, ``device`` what it is remembered by; ``csrf`` is the token
    that its forms must carry."""

    request: AuthorizationRequest
    texts: Texts
    journey: Journey
    caller: Caller
    csrf: str
    session: str | None
    device: BrowserDevice | None
    user_agent: str
    journeys: JourneyBox

    @property
    def pool(self) -> UserPool:
        return self.request.pool

    @property
    def client(self) -> UserPoolClient:
        return self.request.client

    @property
    def app(self) -> str:
        """How the visitor knows the application: by its host, or by the client's name where it is no web page."""
        parts = urlsplit(self.request.redirect_uri)
        return parts.netloc if parts.scheme in ("http", "https") else self.client.name

    @property
    def has_own_users(self) -> bool:
        """Whether the pool's own users may sign in through this client."""
        return LOCAL_PROVIDER in self.client.identity_providers

    @property
    def open_to_all(self) -> bool:
        """Whether people may sign up themselves."""
        configuration = self.pool.settings.admin_create_user_config
        return not (configuration and configuration.allow_admin_create_user_only)

    def url(self, path: str, journey: Journey | None = None) -> str:
        """A page of the same sign-in: the authorization request goes along as it came, and where it is to end."""
        url = on_a_page(path, self.request.query)
        journey = journey or Journey()
        if self.journey.adds_passkey:
            journey = msgspec.structs.replace(journey, adds_passkey=True)
        if journey != Journey():
            url += f"&{PARAMETER}={self.journeys.seal(journey, self.client.id)}"
        return url

    @property
    def back(self) -> str:
        """To the authorization endpoint, which sends whoever has signed in back to the client."""
        return on_a_page(paths.AUTHORIZE, self.request.query)

    @property
    def browser(self) -> Browser:
        onward = on_a_page(paths.ADD_PASSKEY, self.request.query) if self.journey.adds_passkey else None
        return Browser(
            request_id=self.caller.request_id,
            cookie=self.session,
            device=self.device,
            onward=onward,
            name=self.user_agent or None,
            source_ip=self.caller.source_ip,
        )

    def after(self, outcome: SignedIn | Challenge, username: str) -> Sent | Asked:
        """What comes after an answer that was right."""
        if isinstance(outcome, Challenge):
            return Asked(outcome, username)
        return Sent(outcome.location, outcome.cookie, outcome.device)

    def go_on(self, path: str, *, username: str = "", destination: str = "", notice: str = "") -> Sent:
        """To the next page, with what it must know."""
        return Sent(self.url(path, Journey(username, destination, notice)))

    def username(self, form: Mapping[str, str]) -> str:
        """The name that was typed on this page or an earlier one. None of Cognito's has a blank in it, though
        keyboards of phones like to end words with one."""
        return form.get("username", "").strip() or self.journey.username


def with_alert(page: FormPage, alert: str, field: str = "") -> FormPage:
    """The page again, with what went wrong; ``field`` names the input that is to blame."""
    fields = tuple(replace(part, wrong=part.name == field) for part in page.fields)
    return replace(page, alert=alert, notice="", fields=fields)
