"""The order in which an API's modes are tried on a request.

Choice, where AppSync's documentation is silent: an API key first, then a signature, then a token of a configured pool
or issuer, then the Lambda authorizer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.graphql import problems
from poolhouse.graphql.api import Api
from poolhouse.graphql.callers import api_key, iam, openid, user_pool
from poolhouse.graphql.callers.authorizer import Authorizers
from poolhouse.graphql.callers.caller import Caller
from poolhouse.graphql.callers.openid_keys import OpenIdKeys
from poolhouse.graphql.modes import Mode, Provider
from poolhouse.graphql.ports import SessionCallers, UserPoolTokens
from poolhouse.graphql.request import GraphqlRequest
from poolhouse.ports import Clock
from poolhouse.tokens import jwt

_BEARER = re.compile(r"Bearer +", re.IGNORECASE)


class Identification(msgspec.Struct, frozen=True, kw_only=True):
    """Finds out who sent a request."""

    tokens: UserPoolTokens
    callers: SessionCallers
    openid_keys: OpenIdKeys
    authorizers: Authorizers
    clock: Clock
    region: str
    account: str

    async def identify(self, api: Api, request: GraphqlRequest, operation: Mapping[str, Any]) -> Caller:
        """``operation`` as for :meth:`Authorizers.identify`. Raises RequestRefused."""
        now = self.clock.now()
        keys = request.by_name.get("x-api-key", [])
        by_key = api.providers.of(Mode.API_KEY)
        if keys and by_key:
            if len(keys) > 1:
                raise problems.not_authorized("more than one API key")
            return api_key.identify(by_key[0], keys[0], api.api_keys, now=now)
        authorization = request.header("authorization")
        if not authorization:
            # An API whose only way in is a key answers as to a wrong key.
            if all(provider.mode is Mode.API_KEY for provider in api.providers.all):
                raise problems.not_authorized("no API key")
            raise problems.no_valid_header("no Authorization header, or more than one")
        if iam.is_signed(authorization):
            by_signature = api.providers.of(Mode.IAM)
            if not by_signature:
                raise problems.no_valid_header("signed, but AWS_IAM is not configured")
            return await iam.identify(
                by_signature[0], request, authorization, self.callers, region=self.region, now=now
            )
        return await self._by_token(api, request, authorization, operation, now)

    async def _by_token(
        self, api: Api, request: GraphqlRequest, authorization: str, operation: Mapping[str, Any], now: float
    ) -> Caller:
        try:
            parsed = jwt.parse(_without_scheme(authorization))
        except jwt.Malformed:
            parsed = None
        provider = self._issuing_provider(api, parsed) if parsed else None
        if parsed is not None and provider is not None:
            if provider.mode is Mode.USER_POOLS:
                return await user_pool.identify(provider, parsed, self.tokens, source_ips=request.source_ips, now=now)
            return await openid.identify(provider, parsed, self.openid_keys, now=now)
        authorizer = api.providers.of(Mode.LAMBDA)
        if authorizer:
            return await self.authorizers.identify(
                authorizer[0],
                authorization,
                request,
                api_id=api.id,
                account=self.account,
                operation=operation,
                now=now,
            )
        raise _refusal(api, parsed is not None)

    def _issuing_provider(self, api: Api, parsed: jwt.Unverified) -> Provider | None:
        pool_id, issuer = self.tokens.pool_id_of(parsed), parsed.claims.get("iss")
        for provider in api.providers.all:
            if provider.user_pool is not None and provider.user_pool.pool_id == pool_id:
                return provider
            if provider.openid is not None and provider.openid.issuer == str(issuer).rstrip("/"):
                return provider
        return None


def _without_scheme(authorization: str) -> str:
    """Clients send tokens bare or after ``Bearer``."""
    scheme = _BEARER.match(authorization)
    return authorization[scheme.end() :] if scheme else authorization


def _refusal(api: Api, is_jwt: bool) -> problems.RequestRefused:
    """A token that nobody is there for; the texts differ with the modes of the API."""
    takes_tokens = api.providers.has(Mode.USER_POOLS) or api.providers.has(Mode.OPENID_CONNECT)
    if not takes_tokens:
        return problems.no_valid_header("a token, but no mode for tokens")
    if is_jwt:
        return problems.not_authorized("the token is of no configured pool or issuer")
    # Only where nothing but tokens could have been meant does AppSync speak of them.
    if api.providers.has(Mode.IAM):
        return problems.no_valid_header("the token is no JWT")
    return problems.unreadable_token()
