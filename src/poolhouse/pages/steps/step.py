"""What a page is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import get_args

import msgspec

from poolhouse import errors
from poolhouse.errors import ServiceError
from poolhouse.http.failures import log_refusal
from poolhouse.model.user import UserStatus
from poolhouse.pages import refusals
from poolhouse.pages.services import PageServices
from poolhouse.pages.texts import Texts
from poolhouse.pages.views import FormPage
from poolhouse.pages.visit import Answer, Asked, Shown, Visit, with_alert

Form = Mapping[str, str]

_OF_KNOWN_NAMES = frozenset(
    {
        *(
            (problem.type, problem.text)
            for problem in (
                errors.ALREADY_CONFIRMED,
                errors.NOTHING_TO_VERIFY,
                errors.CANNOT_RESET,
                errors.NO_VERIFIED_CHANNEL,
            )
        ),
        *(
            (errors.CANNOT_CONFIRM.type, errors.CANNOT_CONFIRM.text.format(status=status))
            for status in get_args(UserStatus)
        ),
    }
)


class Step(msgspec.Struct, frozen=True):
    """``act`` may raise ServiceError for what only a crash of the program would explain; it words all others."""

    show: Callable[[Visit, PageServices], Awaitable[Answer]]
    act: Callable[[Visit, Form, PageServices], Awaitable[Answer | Asked]]


def missing(page: FormPage, form: Form, texts: Texts) -> Shown | None:
    """The page again where an input was left empty, which browsers prevent."""
    for field in page.fields:
        if not (form.get(field.name) or field.value).strip():
            return Shown(with_alert(page, texts("refusal.field_missing", field=field.label), field.name), 400)
    return None


def tells(visit: Visit, refusal: ServiceError) -> bool:
    """Whether a refusal would tell that a name is known, through a client that hides who is."""
    return visit.client.hides_users and (refusal.type, refusal.message) in _OF_KNOWN_NAMES


def of_a_code(visit: Visit, refusal: ServiceError) -> ServiceError:
    """Where names are hidden, all that can be wrong with a code reads the same."""
    about_codes = refusal.type in (errors.CODE_MISMATCH.type, errors.CODE_EXPIRED.type)
    return errors.CODE_MISMATCH() if visit.client.hides_users and (about_codes or tells(visit, refusal)) else refusal


def refused(page: FormPage, refusal: ServiceError, texts: Texts, status: int = 400) -> Shown:
    """The page again, saying why not."""
    log_refusal("page", refusal)
    return Shown(with_alert(page, refusals.words(refusal, texts), refusals.field(refusal)), status)
