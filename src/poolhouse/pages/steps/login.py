"""``/login``: user name and password, or a passkey, and the ways to identity providers."""

from __future__ import annotations

from urllib.parse import quote, unquote_plus

from msgspec.structs import replace

from poolhouse import errors
from poolhouse.errors import ServiceError
from poolhouse.model.user_pool import LOCAL_PROVIDER
from poolhouse.oauth.redirects import on_a_page
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.step import Form, Step, missing, refused
from poolhouse.pages.views import FormPage, Link, PasskeyButton, ProviderLink
from poolhouse.pages.visit import Answer, Asked, Sent, Shown, Visit

_SHOWN_NAMES = {"LoginWithAmazon": "Amazon", "SignInWithApple": "Apple", "Facebook": "Facebook", "Google": "Google"}
_CREDENTIAL = "credential"
_CHOICES = frozenset({"identity_provider", "idp_identifier"})


async def show(visit: Visit, services: PageServices) -> Answer:
    if visit.request.provider not in (None, LOCAL_PROVIDER):
        return Sent(visit.back)
    return Shown(await _page(visit, services, visit.journey.username or visit.request.login_hint or ""))


async def act(visit: Visit, form: Form, services: PageServices) -> Answer | Asked:
    username = visit.username(form)
    page = await _page(visit, services, username)
    if not visit.has_own_users:
        return Shown(page, 400)
    if _CREDENTIAL in form:
        return await _by_passkey(visit, page, form[_CREDENTIAL], services)
    if again := missing(page, form, visit.texts):
        return again
    try:
        outcome = await services.sign_in.password(visit.request, username, form["password"], visit.browser)
    except ServiceError as refusal:
        return _refused(visit, page, username, refusal)
    return visit.after(outcome, username)


async def _by_passkey(visit: Visit, page: FormPage, credential: str, services: PageServices) -> Answer | Asked:
    try:
        outcome = await services.passkeys.answer(visit.request, credential, visit.browser, origin=visit.caller.base_url)
    except ServiceError as refusal:
        return refused(page, refusal, visit.texts, 401)
    return visit.after(outcome, "")


def _refused(visit: Visit, page: FormPage, username: str, refusal: ServiceError) -> Answer:
    if refusal.type == errors.USER_NOT_CONFIRMED.type:
        return visit.go_on(paths.CONFIRM, username=username)
    if refusal.type == errors.RESET_REQUIRED.type:
        return visit.go_on(paths.FORGOT, username=username, notice="notice.reset_required")
    if refusal.type == errors.USER_NOT_FOUND.type and refusal.message == errors.USER_NOT_FOUND.text:
        # Whether a name is taken is nothing that a page tells, though the API tells some clients.
        refusal = errors.INCORRECT_PASSWORD()
    wrong = (refusal.type, refusal.message) == (errors.INCORRECT_PASSWORD.type, errors.INCORRECT_PASSWORD.text)
    return refused(page, refusal, visit.texts, 401 if wrong else 400)


async def _page(visit: Visit, services: PageServices, username: str) -> FormPage:
    texts, notice = visit.texts, visit.journey.notice
    page = FormPage(
        title=texts("login.title"),
        action=visit.url(paths.LOGIN),
        submit=texts("login.title"),
        csrf=visit.csrf,
        leaves=True,
        notice=texts(notice) if notice else "",
        providers=_providers(visit),
    )
    if not visit.has_own_users:
        return replace(page, introduction=texts("login.providers" if page.providers else "error.advice"))
    password = replace(fields.password(texts), aside=Link(texts("login.forgot"), visit.url(paths.FORGOT)))
    page = replace(page, fields=(fields.sign_in_name(visit.pool, texts, username), password))
    if question := await services.passkeys.question(visit.request, visit.caller.base_url):
        button = PasskeyButton(
            text=texts("login.passkey"), ceremony="get", options=question, stopped=texts("login.passkey_stopped")
        )
        page = replace(page, passkey=button)
    if not visit.open_to_all:
        return page
    sign_up = Link(texts("login.sign_up"), visit.url(paths.SIGN_UP))
    return replace(page, question=texts("login.no_account"), way_out=sign_up)


def _providers(visit: Visit) -> tuple[ProviderLink, ...]:
    if visit.request.provider is not None:
        # The client has chosen.
        return ()
    links, query = [], _without_choice(visit.request.query)
    for name in visit.client.identity_providers:
        if name != LOCAL_PROVIDER:
            shown = _SHOWN_NAMES.get(name, name)
            links.append(
                ProviderLink(
                    text=visit.texts("login.provider", provider=shown),
                    initial=shown[:1].upper(),
                    url=f"{on_a_page(paths.AUTHORIZE, query)}&identity_provider={quote(name, safe='')}",
                    social=name in _SHOWN_NAMES,
                )
            )
    return tuple(links)


def _without_choice(query: str) -> str:
    """The query without parameters that name no provider though they could: each may stand there once."""
    return "&".join(part for part in query.split("&") if unquote_plus(part.partition("=")[0]) not in _CHOICES)


STEP = Step(show, act)
