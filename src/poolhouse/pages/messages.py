"""``/error`` and the other pages without a form.

Whoever makes up a link to ``/error`` chooses its parameters: only codes that are known have words here, and no
description is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from poolhouse.pages.texts import Texts
from poolhouse.pages.views import MessagePage

_CODE = re.compile(r"[a-z_]{1,40}")
_TEXTS: Mapping[str, str] = {"redirect_mismatch": "error.redirect", "server_error": "error.server"}
_UNKNOWN_CLIENT = "Client does not exist"


def for_error(fields: Mapping[str, str], texts: Texts) -> MessagePage:
    code = fields.get("error", "")
    key = _TEXTS.get(code, "error.request")
    if fields.get("error_description") == _UNKNOWN_CLIENT:
        key = "error.client"
    return MessagePage(
        title=texts("error.title"),
        text=texts(key),
        advice=texts("error.advice"),
        code=code if _CODE.fullmatch(code) else "",
    )


def crashed(texts: Texts) -> MessagePage:
    return MessagePage(title=texts("error.title"), text=texts("error.server"), code="server_error")


def not_found(texts: Texts) -> MessagePage:
    return MessagePage(title=texts("not_found.title"), text=texts("not_found.advice"))


def signed_out(texts: Texts) -> MessagePage:
    return MessagePage(title=texts("signed_out.title"), text=texts("signed_out.text"))


def outdated(texts: Texts) -> MessagePage:
    return MessagePage(title=texts("error.title"), text=texts("form.outdated"))
