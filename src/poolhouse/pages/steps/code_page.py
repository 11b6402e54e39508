"""What the two pages that take a code have in common."""

from __future__ import annotations

from poolhouse.pages import fields
from poolhouse.pages.views import Field, FormAgain
from poolhouse.pages.visit import Visit


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


def again(visit: Visit, path: str) -> FormAgain | None:
    """Another code, by one button: only for somebody whose name is known."""
    if not visit.journey.username:
        return None
    texts = visit.texts
    hidden = {"username": visit.journey.username, "again": "true"}
    return FormAgain(texts("confirm.nothing_came"), texts("confirm.again"), visit.url(path), hidden)
