"""Going back to the client: answers and errors of the authorization endpoint (RFC 6749, 4.1.2 and 4.2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, quote_plus

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


def with_query(uri: str, members: Mapping[str, str]) -> str:
    """``uri`` with more members in its query; what it has stays as it is."""
    return f"{uri}{'&' if '?' in uri else '?'}{_encoded(members)}"


def with_fragment(uri: str, members: Mapping[str, str]) -> str:
    """``uri`` with the members in its fragment, which browsers keep from servers."""
    return f"{uri}#{_encoded(members)}"


def on_a_page(path: str, query: str) -> str:
    """A page of this server with the query that a request came with: what is not ASCII is encoded, the rest stays."""
    return f"{path}?{quote(query, safe=_PRINTABLE)}"


def error_members(code: str, description: str | None, state: str | None) -> dict[str, str]:
    """In Cognito's order: what happened, then its code."""
    members = {"error_description": description} if description else {}
    members["error"] = code
    if state is not None:
        members["state"] = state
    return members


def _encoded(members: Mapping[str, str]) -> str:
    # Only descriptions are written with plus signs, as Cognito's are: what clients compare must survive any decoder.
    return "&".join(
        f"{name}={quote_plus(value) if name == 'error_description' else quote(value, safe='')}"
        for name, value in members.items()
    )
