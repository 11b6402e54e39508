"""The link that a mail has in place of a code: opening it confirms the account.

It is the address of the page that asks for the code, with the code in place of an authorization request. What does not
work reads the same whether the link is wrong, too old or used, and whether there is such an account at all.
"""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.errors import ServiceError
from poolhouse.http.failures import log_refusal
from poolhouse.model.user_pool import UserPoolClient
from poolhouse.oauth.fields import Malformed, read_fields
from poolhouse.oauth.hosts import pool_of_host
from poolhouse.operations.caller import Caller
from poolhouse.operations.confirmation_links import CLIENT, CODE, NAME
from poolhouse.pages import refusals
from poolhouse.pages.services import PageServices
from poolhouse.pages.texts import Texts
from poolhouse.pages.views import MessagePage
from poolhouse.pages.visit import Shown
from poolhouse.ports import Records

_UNUSABLE = frozenset(
    {
        errors.CODE_MISMATCH.type,
        errors.CODE_EXPIRED.type,
        errors.USER_NOT_FOUND.type,
        errors.CANNOT_CONFIRM.type,
        errors.INVALID_PARAMETER.type,
        errors.CLIENT_NOT_FOUND.type,
    }
)


class Link(msgspec.Struct, frozen=True):
    client_id: str
    username: str
    code: str


class LinkVisit(msgspec.Struct, frozen=True):
    """A :class:`poolhouse.pages.services.Visitor`."""

    client: UserPoolClient
    caller: Caller


def read(query: bytes) -> Link | None:
    """None for what is a request for the page itself."""
    try:
        fields, repeated = read_fields(query)
    except Malformed:
        return None
    if CODE not in fields or "response_type" in fields or repeated:
        return None
    return Link(fields.get(CLIENT, ""), fields.get(NAME, ""), fields[CODE])


async def client_of(records: Records, link: Link, host: str | None) -> UserPoolClient | None:
    """At a pool's own domain only its clients are known."""
    client = await records.get_client(link.client_id)
    only = await pool_of_host(records, host)
    return client if client is not None and only in (None, client.pool_id) else None


async def confirm(link: Link, visit: LinkVisit, services: PageServices, texts: Texts) -> Shown:
    try:
        await services.call("ConfirmSignUp", visit, link.username, ConfirmationCode=link.code)
    except ServiceError as refusal:
        log_refusal("confirmation link", refusal)
        about_the_link = refusal.type in _UNUSABLE
        return unusable(texts, "" if about_the_link else refusals.words(refusal, texts), refusal.status)
    return Shown(MessagePage(title=texts("link.title"), text=texts("link.text")))


def unusable(texts: Texts, reason: str = "", status: int = 400) -> Shown:
    page = MessagePage(
        title=texts("link.failed_title"), text=reason or texts("link.failed"), advice=texts("link.advice")
    )
    return Shown(page, status)
