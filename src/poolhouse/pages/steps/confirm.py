"""``/confirmuser``: the code that proves a new user's address or number, or a word about the link that does."""

from __future__ import annotations

from poolhouse.errors import ServiceError
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.code_page import by_link, explained, name_of, notice_of, with_ways_on
from poolhouse.pages.steps.step import Form, Step, missing, of_a_code, refused
from poolhouse.pages.views import FormPage
from poolhouse.pages.visit import Answer, Shown, Visit


async def show(visit: Visit, services: PageServices) -> Answer:
    return Shown(_page(visit, ""))


async def act(visit: Visit, form: Form, services: PageServices) -> Answer:
    username = visit.username(form)
    page = _page(visit, username)
    if incomplete := missing(page, form, visit.texts):
        return incomplete
    code = "".join(form["code"].split())
    try:
        await services.call("ConfirmSignUp", visit, username, ConfirmationCode=code)
    except ServiceError as refusal:
        return refused(page, of_a_code(visit, refusal), visit.texts)
    return visit.go_on(paths.LOGIN, username=username, notice="notice.confirmed")


def _page(visit: Visit, username: str) -> FormPage:
    texts = visit.texts
    if by_link(visit, visit.journey.destination):
        return _about_the_link(visit)
    page = FormPage(
        title=texts("confirm.title"),
        introduction=explained(visit, "confirm.sent", "confirm.introduction"),
        notice=notice_of(visit),
        action=visit.url(paths.CONFIRM, visit.journey),
        submit=texts("confirm.submit"),
        csrf=visit.csrf,
        fields=(*name_of(visit, username), fields.code(texts)),
    )
    return with_ways_on(page, visit, paths.RESEND, texts("confirm.again"))


def _about_the_link(visit: Visit) -> FormPage:
    texts = visit.texts
    page = FormPage(
        title=texts("confirm.title"),
        introduction=explained(visit, "confirm.link_sent", "confirm.link_introduction"),
        notice=notice_of(visit),
        action=visit.url(paths.CONFIRM, visit.journey),
        submit=texts("confirm.submit"),
        csrf=visit.csrf,
    )
    return with_ways_on(page, visit, paths.RESEND, texts("confirm.link_again"))


STEP = Step(show, act)
