"""``/resendcode``: another code, or another link, for a new account."""

from __future__ import annotations

from poolhouse.errors import ServiceError
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.code_page import by_link
from poolhouse.pages.steps.step import Form, Step, missing, refused, tells
from poolhouse.pages.views import FormPage, Link
from poolhouse.pages.visit import Answer, Shown, Visit


async def show(visit: Visit, services: PageServices) -> Answer:
    return Shown(_page(visit, visit.journey.username))


async def act(visit: Visit, form: Form, services: PageServices) -> Answer:
    username = visit.username(form)
    page = _page(visit, username)
    if again := missing(page, form, visit.texts):
        return again
    try:
        response = await services.call("ResendConfirmationCode", visit, username)
        destination = response.code_delivery_details.destination or ""
    except ServiceError as refusal:
        if not tells(visit, refusal):
            return refused(page, refusal, visit.texts)
        destination = services.seeming_destination(visit, username)
    notice = "notice.link_sent" if by_link(visit, destination) else "notice.code_sent"
    return visit.go_on(paths.CONFIRM, username=username, destination=destination, notice=notice)


def _page(visit: Visit, username: str) -> FormPage:
    texts, link = visit.texts, by_link(visit, "")
    return FormPage(
        title=texts("resend.link_title") if link else texts("resend.title"),
        introduction=texts("resend.link_introduction") if link else texts("resend.introduction"),
        action=visit.url(paths.RESEND),
        submit=texts("confirm.link_again") if link else texts("code.send"),
        csrf=visit.csrf,
        fields=(fields.sign_in_name(visit.pool, texts, username),),
        way_out=Link(texts("back"), visit.url(paths.LOGIN)),
    )


STEP = Step(show, act)
