"""RevokeToken: the session of a refresh token, its ID and access tokens included (RFC 7009)."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.directory.lookup import existing_client, is_client_secret
from poolhouse.ports import Store
from poolhouse.tokens import jwt
from poolhouse.tokens.refresh_token import RefreshTokenBox
from poolhouse.tokens.session import LONGEST_ACCESS_TOKEN_SECONDS
from poolhouse.wire import cognito_idp as wire


async def revoke_token(
    request: wire.RevokeTokenRequest, *, store: Store, refresh_tokens: RefreshTokenBox
) -> wire.RevokeTokenResponse:
    if request.revoke_associated_sessions not in (None, "NONE"):
        raise errors.NOT_BUILT(what="Session tracking (RevokeAssociatedSessions)")
    async with store.write() as records:
        client = await existing_client(records, request.client_id)
        if not is_client_secret(client, request.client_secret):
            raise errors.REVOKE_UNAUTHORIZED()
        if client.settings.enable_token_revocation is False:
            raise errors.REVOCATION_OFF()
        token = refresh_tokens.open(request.token)
        if token is None:
            raise errors.NOT_A_REFRESH_TOKEN() if jwt.is_jwt(request.token) else errors.REFRESH_TOKEN_INVALID()
        if token.client_id != client.id:
            raise errors.REVOKE_UNAUTHORIZED()
        await records.revoke_session(token.origin_jti, expires_at=token.expires_at + LONGEST_ACCESS_TOKEN_SECONDS)
    return wire.RevokeTokenResponse()
