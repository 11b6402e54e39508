"""The pages behind HTTP: which page, whose, in which language; then the page itself; then its answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from poolhouse.errors import ServiceError
from poolhouse.http.base_url import base_url
from poolhouse.http.body import BodyLimits, Disconnected, read_body
from poolhouse.http.browser import redirect, to_error_page
from poolhouse.http.failures import log_crash, log_refusal
from poolhouse.http.request_id import REQUEST_ID
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.oauth.authorization_request import (
    AuthorizationRequest,
    NotRedirectable,
    RedirectBack,
    read_authorization_request,
)
from poolhouse.oauth.fields import Malformed, read_fields
from poolhouse.operations.caller import Caller
from poolhouse.pages import brands, confirmation_link, csrf, kept, messages, paths
from poolhouse.pages.answers import asset_answer, page_answer
from poolhouse.pages.assets import PREFIX, Assets
from poolhouse.pages.confirmation_link import Link, LinkVisit
from poolhouse.pages.journey import JourneyBox, split
from poolhouse.pages.routes import routes_to
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps import confirm, login
from poolhouse.pages.steps.step import Step
from poolhouse.pages.steps.table import GROUPS, QUESTIONS, STEPS
from poolhouse.pages.texts import Languages, Texts
from poolhouse.pages.views import Brand, FormPage, Frame, Page
from poolhouse.pages.visit import Answer, Asked, Sent, Shown, Visit, with_alert
from poolhouse.ports import Entropy, Gone, Store
from poolhouse.triggers.pre_token_generation.event import UNKNOWN_SDK

if TYPE_CHECKING:
    from poolhouse.pages.render import Renderer

LARGEST_FORM = 64 * 1024
_LONGEST_NAME = 256
FORM = "application/x-www-form-urlencoded"


class SignInPages:
    def __init__(self, *, store: Store, services: PageServices, journeys: JourneyBox, entropy: Entropy) -> None:
        self._store = store
        self._services = services
        self._journeys = journeys
        self._entropy = entropy
        self._languages = Languages()
        self._assets = Assets()
        self._limits = BodyLimits(size=LARGEST_FORM)
        self._steps = {path.lower(): step for path, step in STEPS.items()}

    @cached_property
    def _renderer(self) -> Renderer:
        # Its library loads with the first page: a server that is only asked for tokens starts sooner without.
        from poolhouse.pages.render import Renderer

        return Renderer(self._assets)

    def routes(self) -> list[BaseRoute]:
        return routes_to(self, (*STEPS, paths.ERROR), (PREFIX.rstrip("/"), *GROUPS))

    async def signed_out(self, scope: Scope, client: UserPoolClient) -> Response:
        """In answer to a sign-out that leads nowhere else."""
        async with self._store.read() as records:
            brand = await brands.brand_of(records, client)
        texts = self._texts(scope, _fields(scope).get("lang"))
        return self._answer(Shown(messages.signed_out(texts)), Frame(texts, brand))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._response(scope, receive)
        except Disconnected:
            return
        except Gone:
            raise
        except ServiceError as refusal:
            # The rest of the form is unread: the connection cannot serve another request.
            texts = self._texts(scope, None)
            response = self._answer(Shown(messages.outdated(texts), refusal.status), Frame(texts))
            response.headers["connection"] = "close"
        except Exception as error:
            log_crash(f"page {scope['path'].lower()}", error)
            texts = self._texts(scope, None)
            response = self._answer(Shown(messages.crashed(texts), 500), Frame(texts))
        await response(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive) -> Response:
        path, method = scope["path"], scope["method"]
        step = self._steps.get(path.lower())
        if method not in ("GET", "HEAD") and not (method == "POST" and step):
            return _not_allowed("GET, HEAD, POST" if step else "GET, HEAD")
        if path.lower().startswith(PREFIX):
            return await self._file(path, scope)
        if step is None:
            return self._message(path, scope)
        if step is confirm.STEP and (link := confirmation_link.read(scope["query_string"])):
            return await self._linked(scope, link)
        query, sealed = split(scope["query_string"])
        try:
            async with self._store.read() as records:
                request = await read_authorization_request(records, query, _host(scope))
                brand = await brands.brand_of(records, request.client)
        except NotRedirectable as refusal:
            return to_error_page(refusal)
        except RedirectBack as refusal:
            log_refusal("page", ServiceError("refused", "refused", hint=refusal.hint))
            # No page has a form for such a request; Cognito answers one with 405 (observed for an unknown scope).
            return _not_allowed("GET, HEAD") if method == "POST" else redirect(refusal.location)
        visit = self._visit(scope, request, sealed)
        if step is not login.STEP and not visit.has_own_users:
            return redirect(visit.url(paths.LOGIN))
        if method == "POST":
            answer = await self._posted(scope, receive, step, visit)
        else:
            answer = await step.show(visit, self._services)
        response = self._answer(answer, Frame(visit.texts, brand, visit.app))
        if csrf.known_token(scope) is None:
            response.headers.append("set-cookie", csrf.token_cookie(scope, visit.csrf))
        for cookie in kept.cookies(scope, visit.pool.id, answer):
            response.headers.append("set-cookie", cookie)
        return response

    async def _linked(self, scope: Scope, link: Link) -> Response:
        if scope["method"] == "POST":
            return _not_allowed("GET, HEAD")
        texts = self._texts(scope, None)
        if scope["method"] == "HEAD":
            # Whoever merely looks whether there is such a page confirms nothing.
            response = page_answer("", 200, leaves=False)
        else:
            async with self._store.read() as records:
                client = await confirmation_link.client_of(records, link, _host(scope))
                brand = await brands.brand_of(records, client) if client else Brand()
            if client is None:
                answer = confirmation_link.unusable(texts)
            else:
                visit = LinkVisit(client, self._caller(scope))
                answer = await confirmation_link.confirm(link, visit, self._services, texts)
            response = self._answer(answer, Frame(texts, brand))
        # The address holds the code, and the page loads files.
        response.headers["referrer-policy"] = "no-referrer"
        return response

    def _visit(self, scope: Scope, request: AuthorizationRequest, sealed: str) -> Visit:
        return Visit(
            request=request,
            texts=self._texts(scope, request.lang),
            journey=self._journeys.open(sealed, request.client.id),
            caller=self._caller(scope),
            csrf=csrf.known_token(scope) or csrf.new_token(self._entropy),
            session=kept.session(scope, request.pool.id),
            device=kept.device(scope, request.pool.id),
            user_agent=_header(scope, b"user-agent")[:_LONGEST_NAME],
            journeys=self._journeys,
        )

    def _caller(self, scope: Scope) -> Caller:
        client = scope.get("client")
        return Caller(
            sdk_version=UNKNOWN_SDK,
            base_url=base_url(scope, (_host(scope) or "").encode("latin-1") or None),
            source_ip=client[0] if client else "",
            request_id=REQUEST_ID.get(),
            principal_arn=None,
        )

    async def _posted(self, scope: Scope, receive: Receive, step: Step, visit: Visit) -> Answer:
        body = await read_body(scope, receive, self._limits)
        try:
            form, repeated = read_fields(body)
        except Malformed:
            form, repeated = {}, frozenset()
        given = form.pop(csrf.FIELD, "")
        if repeated or _content_type(scope) != FORM or not csrf.is_own(scope, csrf.known_token(scope), given):
            return _outdated(await step.show(visit, self._services), visit.texts)
        answer = await step.act(visit, form, self._services)
        if isinstance(answer, Asked):
            return await QUESTIONS[answer.challenge.name](visit, answer, self._services)
        return answer

    def _texts(self, scope: Scope, asked: str | None) -> Texts:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        return self._languages.choose(asked, headers.get(b"accept-language", b"").decode("latin-1"))

    def _message(self, path: str, scope: Scope) -> Response:
        fields = _fields(scope)
        texts = self._texts(scope, fields.get("lang"))
        if path.lower() == paths.ERROR:
            return self._answer(Shown(messages.for_error(fields, texts), 400), Frame(texts))
        return self._answer(Shown(messages.not_found(texts), 404), Frame(texts))

    async def _file(self, path: str, scope: Scope) -> Response:
        asset = self._assets.get(path)
        if asset is None:
            async with self._store.read() as records:
                asset = await brands.asset(records, path)
        return self._message(path, scope) if asset is None else asset_answer(asset)

    def _answer(self, answer: Answer, frame: Frame) -> Response:
        if isinstance(answer, Sent):
            return redirect(answer.location)
        page: Page = answer.page
        leaves = isinstance(page, FormPage) and page.leaves
        return page_answer(self._renderer.html(page, frame), answer.status, leaves=leaves)


def _fields(scope: Scope) -> Mapping[str, str]:
    try:
        return read_fields(scope["query_string"]).values
    except Malformed:
        return {}


def _not_allowed(allowed: str) -> Response:
    return Response(status_code=405, headers={"allow": allowed})


def _outdated(shown: Answer, texts: Texts) -> Answer:
    """The page anew for a form that was not its own; nothing was done."""
    if isinstance(shown, Shown) and isinstance(shown.page, FormPage):
        return replace(shown, page=with_alert(shown.page, texts("form.outdated")), status=403)
    return Shown(messages.outdated(texts), 403)


def _host(scope: Scope) -> str | None:
    return _header(scope, b"host") or None


def _content_type(scope: Scope) -> str:
    return _header(scope, b"content-type").partition(";")[0].strip().lower()


def _header(scope: Scope, wanted: bytes) -> str:
    return next((bytes(value).decode("latin-1") for name, value in scope["headers"] if name == wanted), "")
