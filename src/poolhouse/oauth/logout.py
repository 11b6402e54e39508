"""Signing out on the pages: ``GET /logout`` (Cognito developer guide, "The managed login sign-out endpoint").

The browser's session ends; tokens that clients hold live on, as in Cognito.
"""

from __future__ import annotations

from poolhouse.model.user_pool import UserPoolClient
from poolhouse.oauth.authorization_request import NotRedirectable
from poolhouse.oauth.authorize import LOGIN_PAGE
from poolhouse.oauth.fields import Malformed, read_fields
from poolhouse.oauth.hosts import pool_of_host
from poolhouse.oauth.redirects import on_a_page
from poolhouse.ports import Records

_SIGN_IN_AGAIN = ("redirect_uri", "response_type")
"""What an authorization request cannot do without."""


async def read_logout(records: Records, query: bytes, host: str | None) -> tuple[UserPoolClient, str | None]:
    """The client, and where the browser goes once its session has ended: None where the client named no place.

    Raises NotRedirectable: an address that is not registered is never gone to.
    """
    try:
        fields, repeated = read_fields(query)
    except Malformed:
        raise NotRedirectable("invalid_request", "The request is malformed.") from None
    if repeated:
        raise NotRedirectable("invalid_request", f"{', '.join(sorted(repeated))}: given more than once")
    client_id = fields.get("client_id")
    if not client_id:
        raise NotRedirectable("invalid_request", "Required String parameter 'client_id' is not present")
    client, only = await records.get_client(client_id), await pool_of_host(records, host)
    if client is None or (only is not None and client.pool_id != only):
        raise NotRedirectable("invalid_request", "Client does not exist")
    if logout_uri := fields.get("logout_uri"):
        if logout_uri not in (client.settings.logout_urls or ()):
            raise NotRedirectable("redirect_mismatch", "The logout URI is not registered for this client")
        return client, logout_uri
    if not any(fields.get(name) for name in _SIGN_IN_AGAIN):
        return client, None
    for name in _SIGN_IN_AGAIN:
        if not fields.get(name):
            raise NotRedirectable("invalid_request", f"Required String parameter '{name}' is not present")
    if fields["redirect_uri"] not in (client.settings.callback_urls or ()):
        raise NotRedirectable("redirect_mismatch", "The redirect URI is not registered for this client")
    return client, on_a_page(LOGIN_PAGE, query.decode())
