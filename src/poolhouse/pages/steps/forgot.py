"""``/forgotPassword``: a code to set a new password with."""

from __future__ import annotations

from poolhouse.errors import ServiceError
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.code_page import notice_of
from poolhouse.pages.steps.step import Form, Step, missing, refused, tells
from poolhouse.pages.views import FormPage, Link
from poolhouse.pages.visit import Answer, Shown, Visit


async def show(visit: Visit, services: PageServices) -> Answer:
    return Shown(_page(visit, visit.journey.username))


async def act(visit: Visit, form: Form, services: PageServices) -> Answer:
    username = visit.username(form)
    page = _page(visit, username)
    if incomplete := missing(page, form, visit.texts):
        return incomplete
    try:
        response = await services.call("ForgotPassword", visit, username)
        destination = response.code_delivery_details.destination or ""
    except ServiceError as refusal:
        if not tells(visit, refusal):
            return refused(page, refusal, visit.texts)
        destination = services.seeming_destination(visit, username)
    notice = "notice.code_sent" if form.get("again") else ""
    return visit.go_on(paths.RESET, username=username, destination=destination, notice=notice)


def _page(visit: Visit, username: str) -> FormPage:
    texts = visit.texts
    return FormPage(
        title=texts("forgot.title"),
        introduction=texts("forgot.introduction"),
        notice=notice_of(visit),
        action=visit.url(paths.FORGOT),
        submit=texts("code.send"),
        csrf=visit.csrf,
        fields=(fields.sign_in_name(visit.pool, texts, username),),
        way_out=Link(texts("back"), visit.url(paths.LOGIN)),
    )


STEP = Step(show, act)
