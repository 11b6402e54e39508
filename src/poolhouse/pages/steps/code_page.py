"""What the two pages that take a code have in common."""

from __future__ import annotations

from msgspec.structs import replace

from poolhouse.operations.delivery import mails_links
from poolhouse.pages import fields, paths
from poolhouse.pages.views import Field, FormAgain, FormPage, Link
from poolhouse.pages.visit import Visit


def by_link(visit: Visit, destination: str) -> bool:
    """Whether a link confirms the account. ``destination`` is where it went, masked, empty where that is not known:
    numbers get codes, and only addresses have an @."""
    if not mails_links(visit.pool):
        return False
    if destination:
        return "@" in destination
    return "phone_number" not in (visit.pool.settings.auto_verified_attributes or ())


def name_of(visit: Visit, username: str) -> tuple[Field, ...]:
    """Who the visitor is, where no earlier page knows."""
    return () if visit.journey.username else (fields.sign_in_name(visit.pool, visit.texts, username),)


def explained(visit: Visit, sent: str, otherwise: str) -> str:
    """Where the code is, if that is known; both are keys of texts."""
    if visit.journey.destination:
        return visit.texts(sent, destination=visit.journey.destination)
    return visit.texts(otherwise)


def notice_of(visit: Visit) -> str:
    return visit.texts(visit.journey.notice) if visit.journey.notice else ""


def with_ways_on(page: FormPage, visit: Visit, path: str, offer: str) -> FormPage:
    """``path`` sends another code or link: by one button where the name is known, else by a page that asks for it.
    ``offer`` stands on the way there."""
    texts = visit.texts
    question = texts("confirm.nothing_came")
    if not visit.journey.username:
        return replace(page, question=question, way_out=Link(offer, visit.url(path)))
    hidden = {"username": visit.journey.username, "again": "true"}
    again = FormAgain(question, offer, visit.url(path), hidden)
    return replace(page, again=again, way_out=Link(texts("back"), visit.url(paths.LOGIN)))
