"""Resource servers as answers show them."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.model.user_pool import ResourceServer, UserPool
from poolhouse.ports import Records
from poolhouse.wire import cognito_idp as wire


def described(server: ResourceServer) -> wire.ResourceServerType:
    return wire.ResourceServerType(
        user_pool_id=server.pool_id,
        identifier=server.identifier,
        name=server.name,
        scopes=[
            wire.ResourceServerScopeType(scope_name=name, scope_description=description)
            for name, description in server.scopes.items()
        ],
    )


def scopes_from(scopes: list[wire.ResourceServerScopeType] | None) -> dict[str, str]:
    return {scope.scope_name: scope.scope_description for scope in scopes or ()}


async def existing_resource_server(records: Records, pool: UserPool, identifier: str) -> ResourceServer:
    server = await records.get_resource_server(pool.id, identifier)
    if server is None:
        raise errors.RESOURCE_SERVER_NOT_FOUND(identifier=identifier)
    return server
