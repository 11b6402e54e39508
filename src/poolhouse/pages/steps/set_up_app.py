"""``/mfa/setup``: whoever needs a second factor and has none connects an authenticator app."""

from __future__ import annotations

from msgspec.structs import replace

from poolhouse.errors import ServiceError
from poolhouse.flows.mfa import SETUP
from poolhouse.flows.mfa_setup import Begun
from poolhouse.model import totp
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.question import begin_anew, question_page, show, turned_down
from poolhouse.pages.steps.second_factor import choices, remembers
from poolhouse.pages.steps.step import Form, Step, missing
from poolhouse.pages.views import AppKey, FormPage
from poolhouse.pages.visit import Answer, Asked, Shown, Visit


async def ask(visit: Visit, asked: Asked, services: PageServices) -> Answer:
    """The page in answer to a right password."""
    return Shown(_page(visit, await services.sign_in.begin_set_up(asked.challenge.session or "")))


async def act(visit: Visit, form: Form, services: PageServices) -> Answer | Asked:
    """A wrong code leaves the key as it is: the app knows it already."""
    try:
        begun = services.sign_in.begun_set_up(form.get("session", ""))
    except ServiceError as refusal:
        return begin_anew(visit, refusal, visit.username(form))
    page = _page(visit, begun)
    if again := missing(page, form, visit.texts):
        return again
    try:
        verified = await services.sign_in.verify_set_up(begun.session, "".join(form["code"].split()))
        outcome = await services.sign_in.answer(
            visit.request, SETUP, verified, {"USERNAME": begun.typed}, visit.browser, remember=remembers(visit, form)
        )
    except ServiceError as refusal:
        return turned_down(visit, page, refusal, begun.typed)
    return visit.after(outcome, begun.typed)


def _page(visit: Visit, begun: Begun) -> FormPage:
    page = question_page(
        visit,
        paths.MFA_SETUP,
        begun.typed,
        begun.session,
        title="mfa_setup.title",
        introduction="mfa_setup.introduction",
        submit="mfa_setup.submit",
    )
    return replace(page, key=_key(visit, begun), fields=(fields.code(visit.texts),), choices=choices(visit))


def _key(visit: Visit, begun: Begun) -> AppKey:
    # The library loads with the first such page: a start does without.
    import segno

    uri = totp.key_uri(begun.secret, issuer=visit.app, account=begun.typed)
    text = totp.as_text(begun.secret)
    return AppKey(
        uri=uri,
        picture=segno.make_qr(uri).svg_data_uri(scale=4, light="#ffffff"),
        alternative=visit.texts("mfa_setup.picture"),
        introduction=visit.texts("mfa_setup.key"),
        text=" ".join(text[place : place + 4] for place in range(0, len(text), 4)),
    )


STEP = Step(show, act)
