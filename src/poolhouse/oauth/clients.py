"""Who asks the token endpoint: a public client by its id, one with a secret by ``client_secret_basic`` or
``client_secret_post`` (RFC 6749, section 2.3.1)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus

import msgspec

from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.oauth.errors import invalid_client, invalid_request
from poolhouse.oauth.hosts import pool_of_host
from poolhouse.ports import Records


class OAuthClient(msgspec.Struct, frozen=True):
    """An app client that has shown who it is."""

    pool: UserPool
    client: UserPoolClient


async def authenticate(
    records: Records, form: Mapping[str, str], authorization: str | None, host: str | None
) -> OAuthClient:
    """At a pool's own domain (``host``) only its clients are known.

    Raises OAuthError: ``invalid_client``, ``invalid_request``.
    """
    client_id, secret = _presented(form, authorization)
    client = await records.get_client(client_id)
    pool = await records.get_pool(client.pool_id) if client else None
    only = await pool_of_host(records, host)
    if client is None or pool is None or (only is not None and pool.id != only):
        raise invalid_client("there is no such client")
    if client.secret is None and secret is not None:
        raise invalid_client("the client has no secret, and one was sent")
    if client.secret is not None and (secret is None or not hmac.compare_digest(client.secret.encode(), secret)):
        raise invalid_client("the client's secret is wrong or missing")
    if not client.settings.allowed_o_auth_flows_user_pool_client:
        raise invalid_client("the client's AllowedOAuthFlowsUserPoolClient is off")
    return OAuthClient(pool, client)


def _presented(form: Mapping[str, str], authorization: str | None) -> tuple[str, bytes | None]:
    in_form = form.get("client_id"), form.get("client_secret")
    if authorization is None:
        if not in_form[0]:
            raise invalid_request("no client_id")
        return in_form[0], None if in_form[1] is None else in_form[1].encode()
    client_id, secret = _basic(authorization)
    if in_form[1] is not None or in_form[0] not in (None, client_id):
        # RFC 6749, 2.3: no more than one method in a request.
        raise invalid_request("credentials in both the header and the form, or of two clients")
    return client_id, secret.encode()


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise invalid_client("the Authorization header is not Basic")
    try:
        client_id, separator, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # also what b64decode raises for text that is not ASCII, and what decoding raises
        raise invalid_client("the Authorization header is not Base64 of UTF-8") from None
    if not separator:
        raise invalid_client("the Authorization header holds no secret")
    # Both are form-encoded before they are joined (RFC 6749, 2.3.1); ids and secrets of Cognito read the same.
    return unquote_plus(client_id), unquote_plus(secret)
