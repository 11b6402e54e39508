"""``/changePassword``: an own password in the place of a temporary one, and what else the account lacks."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from poolhouse.errors import ServiceError
from poolhouse.flows import new_password as flow
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.question import question_page, show, turned_down
from poolhouse.pages.steps.step import Form, Step, missing
from poolhouse.pages.views import FormPage
from poolhouse.pages.visit import Answer, Asked, Shown, Visit

_PREFIX = "userAttributes."


async def ask(visit: Visit, asked: Asked, services: PageServices) -> Answer:
    """The page in answer to a right temporary password."""
    required = msgspec.json.decode(asked.challenge.parameters["requiredAttributes"], type=list[str])
    names = [name.removeprefix(_PREFIX) for name in required]
    return Shown(_page(visit, asked.username, asked.challenge.session or "", names, {}))


async def act(visit: Visit, form: Form, services: PageServices) -> Answer | Asked:
    username, session = visit.username(form), form.get("session", "")
    asked = [name for name in visit.pool.attributes if fields.ATTRIBUTE.format(name=name) in form]
    page = _page(visit, username, session, asked, form)
    if again := missing(page, form, visit.texts):
        return again
    given = {_PREFIX + name: form[fields.ATTRIBUTE.format(name=name)].strip() for name in asked}
    responses = {"USERNAME": username, "NEW_PASSWORD": form["password"], **given}
    try:
        outcome = await services.sign_in.answer(visit.request, flow.NAME, session, responses, visit.browser)
    except ServiceError as refusal:
        return turned_down(visit, page, refusal, username)
    return visit.after(outcome, username)


def _page(visit: Visit, username: str, session: str, attributes: Iterable[str], given: Form) -> FormPage:
    texts = visit.texts
    page = question_page(
        visit,
        paths.NEW_PASSWORD,
        username,
        session,
        title="new_password.title",
        introduction="new_password.introduction",
        submit="new_password.submit",
    )
    password = fields.new_password(visit.pool, texts("field.new_password"), texts)
    return replace(page, fields=(*fields.attribute_fields(attributes, texts, given), password))


STEP = Step(show, act)
