"""The issuer of a pool's tokens, and the documents that verifiers read."""

from __future__ import annotations

import re

import msgspec

from poolhouse.model.user_pool import UserPool

_POOL_ID = re.compile(r"[\w-]+_[0-9a-zA-Z]+", re.ASCII)


class Issuer:
    """``base`` is the public URL of the server without a trailing slash, or ``"aws"`` for AWS's own form."""

    def __init__(self, base: str, endpoint: str) -> None:
        self._base = base.rstrip("/")
        self._endpoint = endpoint.rstrip("/")

    def of(self, pool: UserPool) -> str:
        if self._base == "aws":
            kind = pool.settings.issuer_configuration and pool.settings.issuer_configuration.type
            host = "issuer-cognito-idp" if kind == "UPDATED" else "cognito-idp"
            return f"https://{host}.{pool.region}.amazonaws.com/{pool.id}"
        return f"{self._base}/{pool.id}"

    def pool_id_of(self, issuer: object) -> str | None:
        """The pool id at the end of an issuer; the caller compares the whole with :meth:`of`."""
        pool_id = issuer.rpartition("/")[2] if isinstance(issuer, str) else ""
        return pool_id if _POOL_ID.fullmatch(pool_id) else None

    def discovery(self, pool: UserPool) -> bytes:
        """The OpenID Connect discovery document, in AWS's members (OpenID Connect Discovery 1.0, section 3)."""
        host = self._endpoint if self._base == "aws" else self._base
        return msgspec.json.encode(
            {
                "authorization_endpoint": f"{host}/oauth2/authorize",
                "end_session_endpoint": f"{host}/logout",
                "id_token_signing_alg_values_supported": ["RS256"],
                "issuer": self.of(pool),
                "jwks_uri": f"{host}/{pool.id}/.well-known/jwks.json",
                "response_types_supported": ["code", "token"],
                "revocation_endpoint": f"{host}/oauth2/revoke",
                "scopes_supported": ["openid", "email", "phone", "profile"],
                "subject_types_supported": ["public"],
                "token_endpoint": f"{host}/oauth2/token",
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "userinfo_endpoint": f"{host}/oauth2/userInfo",
            }
        )
