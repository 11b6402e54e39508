"""Which scopes a machine's token gets (developer guide, "Scopes, M2M, and resource servers")."""

from __future__ import annotations

from collections.abc import Sequence

from poolhouse.directory.scopes import scope_exists
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Records


class UnknownScope(Exception):
    """No resource server of the pool has it. Holds the scope."""


class ScopeNotAllowed(Exception):
    """It is not among the client's AllowedOAuthScopes. Holds the scope."""


async def granted_scopes(
    pool: UserPool, client: UserPoolClient, asked: Sequence[str], records: Records
) -> tuple[str, ...]:
    """The scopes of the token: those asked for, else all custom ones of the client. A scope that the client has and
    its resource server no longer is left out.

    Raises UnknownScope, ScopeNotAllowed.
    """
    own = [scope for scope in client.settings.allowed_o_auth_scopes or () if "/" in scope]
    wanted = list(dict.fromkeys(asked)) or own
    for scope in wanted:
        if scope not in own:
            raise (ScopeNotAllowed if await scope_exists(records, pool.id, scope) else UnknownScope)(scope)
    return tuple([scope for scope in wanted if await scope_exists(records, pool.id, scope)])
