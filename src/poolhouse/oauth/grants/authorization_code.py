"""The authorization code grant (RFC 6749, 4.1.3), with proof keys (RFC 7636)."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from poolhouse.flows.context import Services
from poolhouse.oauth.clients import OAuthClient
from poolhouse.oauth.codes import AuthorizationCode, AuthorizationCodes
from poolhouse.oauth.errors import OAuthError, invalid_grant, invalid_request, unauthorized_client
from poolhouse.ports import Records
from poolhouse.tokens.jwt import base64url
from poolhouse.tokens.scope_attributes import unreadable
from poolhouse.tokens.session import LONGEST_ACCESS_TOKEN_SECONDS, signed_out

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class AuthorizationCodeGrant:
    name = "authorization_code"

    def __init__(self, services: Services, codes: AuthorizationCodes) -> None:
        self._services = services
        self._codes = codes

    async def tokens(self, asking: OAuthClient, form: Mapping[str, str], request_id: str) -> dict[str, Any]:
        """The answer of the token endpoint. Raises OAuthError."""
        if "code" not in (asking.client.settings.allowed_o_auth_flows or ()):
            raise unauthorized_client("code is not among the client's AllowedOAuthFlows")
        code = form.get("code")
        if not code:
            raise invalid_request("no code")
        content = await self._redeem(asking, code, form)
        services, client = self._services, asking.client
        async with services.store.read() as records:
            keys = await services.keys.of(asking.pool.id, records)
        issued = services.tokens.sign_later(content.prepared, client, keys)
        refresh_token = services.tokens.refresh_token(asking.pool, client, content.sub, content.prepared.session)
        return {
            **({"id_token": issued.id_token} if issued.id_token else {}),
            "access_token": issued.access_token,
            "refresh_token": refresh_token,
            "expires_in": issued.expires_in,
            "token_type": "Bearer",
        }

    async def _redeem(self, asking: OAuthClient, code: str, form: Mapping[str, str]) -> AuthorizationCode:
        """One of many parallel requests succeeds. A second use ends what the first one gave (RFC 6749, 4.1.2)."""
        async with self._services.store.write(fleeting=True) as records:
            found = await self._codes.find(records, asking.pool.id, code)
            if found is None:
                raise invalid_grant("there is no such code")
            if found.content.client_id != asking.client.id:
                raise invalid_grant("the code is of another client")
            if not found.used:
                await self._check(records, asking, found.content, form)
                await records.use_authorization_code(found.digest)
                return found.content
        await self._revoke(asking, found.content)
        raise invalid_grant("the code was used before; what it gave is revoked")

    async def _check(
        self, records: Records, asking: OAuthClient, content: AuthorizationCode, form: Mapping[str, str]
    ) -> None:
        """Raises OAuthError; the code stays as it was, for the one whom it belongs to."""
        session = content.prepared.session
        if content.expires_at <= self._services.clock.now():
            raise invalid_grant("the code has expired")
        if form.get("redirect_uri") != content.redirect_uri:
            hint = "the redirect_uri is not that of the authorization request"
            raise OAuthError("unauthorized_client", description="invalid_redirect", hint=hint)
        if reason := _unproved(content.code_challenge, form.get("code_verifier")):
            raise invalid_grant(reason)
        if scope := unreadable(session.scopes, asking.client.readable):
            raise invalid_grant(f"the client may not read all attributes of the scope {scope}")
        user = await records.get_user(asking.pool.id, content.sub)
        if user is None or not user.enabled or signed_out(user, session.event_id):
            raise invalid_grant("the user is gone, disabled or signed out")

    async def _revoke(self, asking: OAuthClient, content: AuthorizationCode) -> None:
        lives = asking.client.lifetime("refresh") + LONGEST_ACCESS_TOKEN_SECONDS
        session, ends = content.prepared.session, self._services.clock.now() + lives
        async with self._services.store.write() as records:
            for session_id in (session.origin_jti, session.event_id):
                await records.revoke_session(session_id, expires_at=ends)


def _unproved(challenge: str | None, verifier: str | None) -> str | None:
    """Why the verifier does not fit; None when it does. A verifier without a challenge hides a stripped challenge
    (RFC 9700, 4.8.2)."""
    if challenge is None:
        return None if verifier is None else "a code_verifier came, but the request had no code_challenge"
    if not verifier or not _VERIFIER.fullmatch(verifier):
        return "the code_verifier is missing or malformed"
    made = base64url(sha256(verifier.encode("ascii")).digest())
    return None if hmac.compare_digest(made, challenge.encode()) else "the code_verifier does not fit"
