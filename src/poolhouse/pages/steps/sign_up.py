"""``/signup``: a new account, where the pool lets people make one."""

from __future__ import annotations

from poolhouse.errors import ServiceError
from poolhouse.pages import fields, paths
from poolhouse.pages.services import PageServices
from poolhouse.pages.steps.step import Form, Step, missing, refused
from poolhouse.pages.views import FormPage, Link, MessagePage
from poolhouse.pages.visit import Answer, Shown, Visit


async def show(visit: Visit, services: PageServices) -> Answer:
    return Shown(_page(visit, {})) if visit.open_to_all else _closed(visit)


async def act(visit: Visit, form: Form, services: PageServices) -> Answer:
    if not visit.open_to_all:
        return _closed(visit)
    page = _page(visit, form)
    if again := missing(page, form, visit.texts):
        return again
    username = form["username"].strip()
    attributes = [
        {"Name": name, "Value": form[field.name].strip()}
        for name in visit.pool.attributes
        for field in page.fields
        if field.name == fields.ATTRIBUTE.format(name=name)
    ]
    try:
        response = await services.call("SignUp", visit, username, Password=form["password"], UserAttributes=attributes)
    except ServiceError as refusal:
        return refused(page, refusal, visit.texts)
    if response.user_confirmed:
        return visit.go_on(paths.LOGIN, username=username, notice="notice.created")
    if response.code_delivery_details is None:
        return visit.go_on(paths.LOGIN, username=username, notice="notice.created_unconfirmed")
    destination = response.code_delivery_details.destination or ""
    return visit.go_on(paths.CONFIRM, username=username, destination=destination)


def _page(visit: Visit, given: Form) -> FormPage:
    texts = visit.texts
    return FormPage(
        title=texts("sign_up.title"),
        action=visit.url(paths.SIGN_UP),
        submit=texts("sign_up.submit"),
        csrf=visit.csrf,
        fields=(
            fields.new_name(visit.pool, texts, given.get("username", "")),
            *fields.asked_at_sign_up(visit.pool, visit.client, texts, given),
            fields.new_password(visit.pool, texts("field.password"), texts),
        ),
        question=texts("sign_up.have_account"),
        way_out=Link(texts("login.title"), visit.url(paths.LOGIN)),
    )


def _closed(visit: Visit) -> Answer:
    texts = visit.texts
    way_out = Link(texts("back"), visit.url(paths.LOGIN))
    return Shown(MessagePage(title=texts("sign_up.title"), text=texts("refusal.sign_up_off"), way_out=way_out), 403)


STEP = Step(show, act)
