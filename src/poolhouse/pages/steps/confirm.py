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
    code = "".join(form.get("code", "").split())
    if not code:
        # The page about a link has no field for one; a page that was open when the pool changed to links may.
        return Shown(page, 400)
    try:
        await services.call("ConfirmSignUp", visit, username, ConfirmationCode=code)
    except ServiceError as refusal:
        return refused(page, of_a_code(visit, refusal), visit.texts)
    return visit.go_on(paths.LOGIN, username=username, notice="notice.confirmed")


def _page(visit: Visit, username: str) -> FormPage:
    """It asks for the code; where a link was mailed it only says so."""
    texts, linked = visit.texts, by_link(visit, visit.journey.destination)
    sent, introduction, again = (
        ("confirm.link_sent", "confirm.link_introduction", "confirm.link_again")
        if linked
        else ("confirm.sent", "confirm.introduction", "confirm.again")
    )
    page = FormPage(
        title=texts("confirm.title"),
        introduction=explained(visit, sent, introduction),
        notice=notice_of(visit),
        action=visit.url(paths.CONFIRM, visit.journey),
        submit=texts("confirm.submit"),
        csrf=visit.csrf,
        fields=() if linked else (*name_of(visit, username), fields.code(texts)),
    )
    return with_ways_on(page, visit, paths.RESEND, texts(again))


STEP = Step(show, act)
