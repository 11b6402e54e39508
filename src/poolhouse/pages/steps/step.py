"""What a page is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from poolhouse.errors import ServiceError
from poolhouse.http.failures import log_refusal
from poolhouse.pages import refusals
from poolhouse.pages.services import PageServices
from poolhouse.pages.texts import Texts
from poolhouse.pages.views import FormPage
from poolhouse.pages.visit import Answer, Shown, Visit, with_alert

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """``act`` may raise ServiceError for what only a crash of the program would explain; it words all others."""

    show: Callable[[Visit], Answer]
    act: Callable[[Visit, Form, PageServices], Awaitable[Answer]]


def missing(page: FormPage, form: Form, texts: Texts) -> Shown | None:
    """The page again where an input was left empty, which browsers prevent."""
    for field in page.fields:
        if not (form.get(field.name) or field.value).strip():
            return Shown(with_alert(page, texts("refusal.field_missing", field=field.label), field.name), 400)
    return None


def refused(page: FormPage, refusal: ServiceError, texts: Texts, status: int = 400) -> Shown:
    """The page again, saying why not."""
    log_refusal("page", refusal)
    return Shown(with_alert(page, refusals.words(refusal, texts), refusals.field(refusal)), status)
