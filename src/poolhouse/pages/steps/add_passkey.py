"""``/passkeys/add``: whoever has signed in makes a passkey for the next time."""

from __future__ import annotations

from msgspec.structs import replace

from poolhouse.errors import ServiceError
from poolhouse.model.user import User
from poolhouse.pages import messages, paths
from poolhouse.pages.journey import Journey
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.step import Form, Step, refused
from poolhouse.pages.views import FormPage, Link, PasskeyButton
from poolhouse.pages.visit import Answer, Sent, Shown, Visit, with_alert


async def show(visit: Visit, services: PageServices) -> Answer:
    user = await _owner(visit, services)
    if not isinstance(user, User):
        return user
    try:
        return Shown(await _with_button(visit, user, services))
    except ServiceError as refusal:
        return refused(_page(visit, user), refusal, visit.texts)


async def act(visit: Visit, form: Form, services: PageServices) -> Answer:
    user = await _owner(visit, services)
    if not isinstance(user, User):
        return user
    try:
        page = await _with_button(visit, user, services)
    except ServiceError as refusal:
        return refused(_page(visit, user), refusal, visit.texts)
    if not form.get("credential"):
        return Shown(with_alert(page, visit.texts("passkey.unsupported")), 400)
    try:
        await services.passkeys.add(visit.request, user, form["credential"], origin=visit.caller.base_url)
    except ServiceError as refusal:
        return refused(page, refusal, visit.texts)
    return Sent(visit.back)


async def _owner(visit: Visit, services: PageServices) -> User | Answer:
    """Who has signed in, or what this browser gets instead."""
    if not await services.passkeys.offered(visit.request, visit.caller.base_url):
        return Shown(messages.not_found(visit.texts), 404)
    user = await services.passkeys.owner(visit.request, visit.session)
    sign_in = Journey(notice="notice.passkey_after_sign_in", adds_passkey=True)
    return user or Sent(visit.url(paths.LOGIN, sign_in))


async def _with_button(visit: Visit, user: User, services: PageServices) -> FormPage:
    """Raises ServiceError: what is in the way of another passkey."""
    texts, page = visit.texts, _page(visit, user)
    button = PasskeyButton(
        text=page.submit,
        ceremony="create",
        options=await services.passkeys.invitation(visit.request, user),
        stopped=texts("passkey.stopped"),
        present=texts("passkey.present"),
    )
    return replace(page, passkey=button)


def _page(visit: Visit, user: User) -> FormPage:
    texts = visit.texts
    return FormPage(
        title=texts("passkey.title"),
        introduction=texts("passkey.introduction", name=user.attributes.get("email") or user.username),
        action=visit.url(paths.ADD_PASSKEY),
        submit=texts("passkey.submit"),
        csrf=visit.csrf,
        leaves=True,
        way_out=Link(texts("passkey.skip"), visit.back),
    )


STEP = Step(show, act)
