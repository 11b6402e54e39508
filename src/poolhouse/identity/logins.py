"""The ``Logins`` of a request, verified."""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse.identity import errors
from poolhouse.identity.open_id_tokens import OpenIdTokens
from poolhouse.identity.permissions import PROVIDER as OWN_PROVIDER
from poolhouse.identity.user_pool_logins import UserPoolLogins, is_foreign_provider
from poolhouse.identity.verified_login import VerifiedLogin
from poolhouse.model.identity_pool import IdentityPool, Login
from poolhouse.ports import Records


def developer_detail(provider: str, pool_id: str, user_identifier: str) -> str:
    """What ``amr`` says of a developer's user, in the form of the developer guide, "Role trust and permissions"."""
    return f"{_developer_prefix(provider, pool_id)}{user_identifier}"


def _developer_prefix(provider: str, pool_id: str) -> str:
    return f"{provider}:{pool_id}:OURS:"


class Logins:
    """Knows the kinds of providers: user pools, and this service's own tokens for developers' users."""

    def __init__(self, user_pools: UserPoolLogins, open_id_tokens: OpenIdTokens) -> None:
        self._user_pools = user_pools
        self._open_id_tokens = open_id_tokens

    async def verified(
        self, pool: IdentityPool, logins: Mapping[str, str] | None, records: Records
    ) -> list[VerifiedLogin]:
        """In the request's order. Raises ServiceError for the first token that proves nothing."""
        return [await self._one(pool, provider, token, records) for provider, token in (logins or {}).items()]

    async def canonical_name(self, provider: str, records: Records) -> str:
        """The name under which logins of this provider are kept."""
        user_pool = await self._user_pools.pool_named(provider, records)
        return provider if user_pool is None else self._user_pools.names(user_pool)[0]

    async def _one(self, pool: IdentityPool, provider: str, token: str, records: Records) -> VerifiedLogin:
        if provider == OWN_PROVIDER:
            return await self._developers_user(pool, token, records)
        if provider == pool.settings.developer_provider_name:
            raise errors.NOT_A_PUBLIC_PROVIDER(hint="developers' users log in by GetOpenIdTokenForDeveloperIdentity")
        user_pool = await self._user_pools.pool_named(provider, records)
        if user_pool is not None:
            return await self._user_pools.verified(pool, user_pool, token, records)
        if is_foreign_provider(pool, provider):
            raise errors.PROVIDER_NOT_BUILT(provider=provider)
        raise errors.PROVIDER_NOT_SUPPORTED(hint="no user pool of this server has the provider's name")

    async def _developers_user(self, pool: IdentityPool, token: str, records: Records) -> VerifiedLogin:
        """A token of GetOpenIdTokenForDeveloperIdentity, as long as its user is linked to its identity."""
        claims = await self._open_id_tokens.verified(token, pool_id=pool.id)
        provider = pool.settings.developer_provider_name
        prefix = _developer_prefix(provider or "", pool.id)
        detail = next((text for text in claims["amr"] if provider and text.startswith(prefix)), None)
        if provider is None or detail is None:
            raise errors.OWN_TOKEN_REFUSED(hint="tokens of the basic flow are for AssumeRoleWithWebIdentity")
        login = Login(provider, detail.removeprefix(prefix))
        identity = await records.find_identity_by_login(pool.id, login)
        if identity is None or identity.id != claims["sub"]:
            raise errors.LOGINS_DO_NOT_MATCH()
        return VerifiedLogin(login, (OWN_PROVIDER,), None, detail, claims)
