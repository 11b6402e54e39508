"""The refresh token grant (RFC 6749, section 6), with rotation where the client has it switched on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.errors import ServiceError
from poolhouse.flows import refresh
from poolhouse.flows.context import Services, SignInRequest
from poolhouse.oauth.clients import OAuthClient
from poolhouse.oauth.errors import OAuthError, invalid_grant, invalid_request
from poolhouse.tokens.scope_attributes import unreadable
from poolhouse.triggers.pre_token_generation.event import UNKNOWN_SDK

_OF_THE_TOKEN = frozenset({"NotAuthorizedException", "RefreshTokenReuseException"})
"""Errors that say something about the refresh token; all others come from the trigger."""


class RefreshTokenGrant:
    name = "refresh_token"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tokens(self, asking: OAuthClient, form: Mapping[str, str], request_id: str) -> dict[str, Any]:
        """The answer of the token endpoint; the caller keeps its refresh token unless it gets another.

        Raises OAuthError, which tells what a trigger says.
        """
        refresh_token = form.get("refresh_token")
        if not refresh_token:
            raise invalid_request("no refresh_token")
        request = SignInRequest(
            pool=asking.pool,
            client=asking.client,
            parameters={},
            caller="page",
            sdk_version=UNKNOWN_SDK,
            request_id=request_id,
        )
        self._check_readable(asking, refresh_token)
        try:
            tokens = await refresh.redeem(request, self._services, refresh_token, "TokenGeneration_RefreshTokens")
        except ServiceError as refusal:
            told = None if refusal.type in _OF_THE_TOKEN else refusal.message
            hint = f"{refusal.message} {refusal.hint}".strip()
            raise OAuthError("invalid_grant", description=told, hint=hint) from None
        return {
            **({"id_token": tokens.id_token} if tokens.id_token else {}),
            "access_token": tokens.access_token,
            **({"refresh_token": tokens.refresh_token} if tokens.refresh_token else {}),
            "expires_in": tokens.expires_in,
            "token_type": "Bearer",
        }

    def _check_readable(self, asking: OAuthClient, refresh_token: str) -> None:
        """A client may have lost the right to attributes since its user signed in."""
        token = self._services.refresh_tokens.open(refresh_token)
        if token and token.through_oauth and (scope := unreadable(token.scopes, asking.client.readable)):
            raise invalid_grant(f"the client may not read all attributes of the scope {scope}")
