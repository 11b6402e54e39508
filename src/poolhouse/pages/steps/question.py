"""What the pages have in common that put a question of a sign-in: after the password, another proof or choice."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.errors import ServiceError
from poolhouse.http.failures import log_refusal
from poolhouse.pages import paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.step import refused
from poolhouse.pages.views import FormPage, Link
from poolhouse.pages.visit import Answer, Visit

_ENDED = frozenset({errors.SESSION_EXPIRED.text, errors.SESSION_REUSED.text, errors.SESSION_INVALID.text})
"""Texts of a sign-in that cannot go on."""


async def show(visit: Visit, services: PageServices) -> Answer:
    """Only a sign-in leads here."""
    return visit.go_on(paths.LOGIN)


def question_page(
    visit: Visit, path: str, username: str, session: str, *, title: str, introduction: str, submit: str
) -> FormPage:
    """Without its fields. The texts are keys of the catalogue."""
    texts = visit.texts
    return FormPage(
        title=texts(title),
        introduction=texts(introduction),
        action=visit.url(path),
        submit=texts(submit),
        csrf=visit.csrf,
        leaves=True,
        hidden={"username": username, "session": session},
        way_out=Link(texts("back"), visit.url(paths.LOGIN)),
    )


def turned_down(visit: Visit, page: FormPage, refusal: ServiceError, username: str) -> Answer:
    """The page again, saying why not, or the sign-in from its beginning where this one cannot go on."""
    return begin_anew(visit, refusal, username) if refusal.message in _ENDED else refused(page, refusal, visit.texts)


def begin_anew(visit: Visit, refusal: ServiceError, username: str) -> Answer:
    log_refusal("page", refusal)
    return visit.go_on(paths.LOGIN, username=username, notice="notice.sign_in_again")
