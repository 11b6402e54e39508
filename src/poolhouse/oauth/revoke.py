"""The revocation endpoint: ``POST /oauth2/revoke`` (RFC 7009; Cognito developer guide, "The token revocation
endpoint")."""

from __future__ import annotations

from poolhouse.oauth.clients import authenticate
from poolhouse.oauth.errors import OAuthError, invalid_request
from poolhouse.oauth.token import read_form
from poolhouse.ports import Store
from poolhouse.tokens import jwt
from poolhouse.tokens.refresh_token import RefreshTokenBox
from poolhouse.tokens.session import LONGEST_ACCESS_TOKEN_SECONDS


class RevocationEndpoint:
    def __init__(self, store: Store, refresh_tokens: RefreshTokenBox) -> None:
        self._store = store
        self._refresh_tokens = refresh_tokens

    async def answer(
        self, query: bytes, body: bytes, content_type: str, authorization: str | None, host: str | None
    ) -> None:
        """Ends the session of a refresh token. One that is of no use any more needs no ending. Raises OAuthError."""
        form = read_form(query, body, content_type)
        async with self._store.read() as records:
            asking = await authenticate(records, form, authorization, host)
        text = form.get("token")
        if not text:
            raise invalid_request("no token")
        if asking.client.settings.enable_token_revocation is False:
            raise invalid_request("the client's EnableTokenRevocation is off")
        token = self._refresh_tokens.open(text)
        if token is None:
            if jwt.is_jwt(text):
                raise OAuthError("unsupported_token_type", hint="the token is an ID or access token")
            return
        if token.client_id == asking.client.id:
            ends = token.expires_at + LONGEST_ACCESS_TOKEN_SECONDS
            async with self._store.write() as records:
                await records.revoke_session(token.origin_jti, expires_at=ends)
