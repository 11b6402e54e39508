"""The token endpoint: ``POST /oauth2/token`` (Cognito developer guide, "The token endpoint")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from poolhouse.errors import ServiceError
from poolhouse.oauth.clients import OAuthClient, authenticate
from poolhouse.oauth.errors import invalid_request, unsupported_grant_type
from poolhouse.oauth.fields import Malformed, read_fields
from poolhouse.ports import Store


class Grant(Protocol):
    name: str

    async def tokens(self, asking: OAuthClient, form: Mapping[str, str], request_id: str) -> dict[str, Any]:
        """The members of the answer. Raises OAuthError, ServiceError."""
        ...


class TokenEndpoint:
    def __init__(self, store: Store, grants: Sequence[Grant]) -> None:
        self._store = store
        self._grants = {grant.name: grant for grant in grants}

    async def answer(
        self,
        query: bytes,
        body: bytes,
        content_type: str,
        authorization: str | None,
        host: str | None,
        request_id: str,
    ) -> dict[str, Any]:
        """Raises OAuthError."""
        form = read_form(query, body, content_type)
        grant_type = form.get("grant_type")
        if not grant_type:
            raise invalid_request("no grant_type")
        grant = self._grants.get(grant_type)
        if grant is None:
            raise unsupported_grant_type()
        async with self._store.read() as records:
            asking = await authenticate(records, form, authorization, host)
        try:
            return await grant.tokens(asking, form, request_id)
        except ServiceError as refusal:
            # What a trigger says is told to the caller, as at the other endpoints of the domain.
            raise invalid_request(refusal.hint, description=refusal.message) from refusal


def read_form(query: bytes, body: bytes, content_type: str) -> dict[str, str]:
    """Fields of the body, and of the query as Cognito allows; a repeated one is refused (RFC 6749, section 3.2).

    Raises OAuthError ``invalid_request``.
    """
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise invalid_request("the content type is not application/x-www-form-urlencoded")
    try:
        fields, repeated = read_fields(query, body)
    except Malformed:
        raise invalid_request("not a form") from None
    if repeated:
        raise invalid_request("a field stands there twice")
    return fields
