"""``/confirmforgotPassword``: the code and the new password."""

from __future__ import annotations

from poolhouse.errors import ServiceError
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.code_page import explained, name_of, notice_of, with_ways_on
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
        await services.call("ConfirmForgotPassword", visit, username, ConfirmationCode=code, Password=form["password"])
    except ServiceError as refusal:
        return refused(page, of_a_code(visit, refusal), visit.texts)
    return visit.go_on(paths.LOGIN, username=username, notice="notice.password_set")


def _page(visit: Visit, username: str) -> FormPage:
    texts = visit.texts
    page = FormPage(
        title=texts("reset.title"),
        introduction=explained(visit, "reset.sent", "reset.introduction"),
        notice=notice_of(visit),
        action=visit.url(paths.RESET, visit.journey),
        submit=texts("reset.submit"),
        csrf=visit.csrf,
        fields=(
            *name_of(visit, username),
            fields.code(texts),
            fields.new_password(visit.pool, texts("field.new_password"), texts),
        ),
    )
    return with_ways_on(page, visit, paths.FORGOT, visit.texts("confirm.again"))


STEP = Step(show, act)
