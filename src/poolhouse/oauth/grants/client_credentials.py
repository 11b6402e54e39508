"""The client credentials grant (RFC 6749, section 4.4): tokens for a machine, with custom scopes only.

Source: Cognito developer guide, "Scopes, M2M, and resource servers" and "The token endpoint".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.oauth.clients import OAuthClient
from poolhouse.oauth.errors import invalid_grant, invalid_request, invalid_scope, unauthorized_client
from poolhouse.ports import Records, Store
from poolhouse.tokens.keys import KeyRing
from poolhouse.tokens.machine import MachineOrder, MachineTokens
from poolhouse.tokens.machine_scopes import ScopeNotAllowed, UnknownScope, granted_scopes

_metadata = msgspec.json.Decoder(dict[str, str]).decode


class ClientCredentials:
    """``name`` is the grant's in ``grant_type`` and in AllowedOAuthFlows."""

    name = "client_credentials"

    def __init__(self, store: Store, keys: KeyRing, tokens: MachineTokens) -> None:
        self._store = store
        self._keys = keys
        self._tokens = tokens

    async def tokens(self, asking: OAuthClient, form: Mapping[str, str], request_id: str) -> dict[str, Any]:
        """Raises OAuthError, and the trigger's ServiceError."""
        if self.name not in (asking.client.settings.allowed_o_auth_flows or ()):
            raise unauthorized_client("client_credentials is not among the client's AllowedOAuthFlows")
        if asking.client.secret is None:
            raise unauthorized_client("the client has no secret")
        async with self._store.read() as records:
            scopes = await _scopes(asking, form.get("scope", ""), records)
            keys = await self._keys.of(asking.pool.id, records)
        order = MachineOrder(
            pool=asking.pool,
            client=asking.client,
            scopes=scopes,
            client_metadata=_client_metadata(form.get("aws_client_metadata")),
            request_id=request_id,
        )
        token = await self._tokens.issue(order, keys)
        return {"access_token": token.access_token, "expires_in": token.expires_in, "token_type": "Bearer"}


async def _scopes(asking: OAuthClient, asked: str, records: Records) -> tuple[str, ...]:
    """Raises OAuthError: ``invalid_scope`` for what no resource server has, ``invalid_grant`` for what the client may
    not."""
    try:
        return await granted_scopes(asking.pool, asking.client, asked.split(), records)
    except UnknownScope:
        raise invalid_scope("no resource server of the pool has one of the scopes") from None
    except ScopeNotAllowed:
        raise invalid_grant("one of the scopes is not among the client's AllowedOAuthScopes") from None


def _client_metadata(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    try:
        return _metadata(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise invalid_request("aws_client_metadata is not a JSON object of texts") from None
