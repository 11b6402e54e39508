"""``/mfa``: the code of the visitor's authenticator app."""

from __future__ import annotations

from msgspec.structs import replace

from poolhouse import errors
from poolhouse.errors import ServiceError
from poolhouse.flows.mfa import SOFTWARE_TOKEN
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.question import question_page, show, turned_down
from poolhouse.pages.steps.step import Form, Step, missing
from poolhouse.pages.views import Choice, FormPage
from poolhouse.pages.visit import Answer, Asked, Shown, Visit

REMEMBER = "remember"


async def ask(visit: Visit, asked: Asked, services: PageServices) -> Answer:
    """The page in answer to a right password."""
    return Shown(_page(visit, asked.username, asked.challenge.session or ""))


async def act(visit: Visit, form: Form, services: PageServices) -> Answer | Asked:
    username, session = visit.username(form), form.get("session", "")
    page = _page(visit, username, session)
    if again := missing(page, form, visit.texts):
        return again
    code = "".join(form["code"].split())
    responses = {"USERNAME": username, "SOFTWARE_TOKEN_MFA_CODE": code}
    try:
        outcome = await services.sign_in.answer(
            visit.request, SOFTWARE_TOKEN, session, responses, visit.browser, remember=remembers(visit, form)
        )
    except ServiceError as refusal:
        if refusal.message == errors.LOCKED_OUT.text:
            # Of codes, though passwords are locked out with the same words.
            refusal = errors.ATTEMPT_LIMIT()
        return turned_down(visit, page, refusal, username)
    return visit.after(outcome, username)


def remembers(visit: Visit, form: Form) -> bool:
    """Whether the browser need not be asked again: always, or if the visitor says so, as the pool wants it."""
    pool = visit.pool
    return pool.devices_replace_mfa and (pool.remembers_devices_unasked or REMEMBER in form)


def choices(visit: Visit) -> tuple[Choice, ...]:
    """What there is to choose beside the code."""
    pool = visit.pool
    if not pool.devices_replace_mfa or pool.remembers_devices_unasked:
        return ()
    return (Choice(REMEMBER, visit.texts("mfa.remember")),)


def _page(visit: Visit, username: str, session: str) -> FormPage:
    page = question_page(
        visit, paths.MFA, username, session, title="mfa.title", introduction="mfa.introduction", submit="login.title"
    )
    return replace(page, fields=(fields.code(visit.texts),), choices=choices(visit))


STEP = Step(show, act)
