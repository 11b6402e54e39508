"""SetIdentityPoolRoles: roles and mappings are replaced as a whole."""

from __future__ import annotations

import msgspec

from poolhouse.identity import errors
from poolhouse.identity.lookup import existing_pool
from poolhouse.model.iam_role import is_role_arn
from poolhouse.model.identity_pool import PoolRoles
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def set_identity_pool_roles(request: wire.SetIdentityPoolRolesInput, *, store: Store) -> None:
    mappings = request.role_mappings or {}
    for provider, mapping in mappings.items():
        _check(provider, mapping)
    rules = [rule for mapping in mappings.values() for rule in _rules(mapping)]
    for arn in (*request.roles.values(), *(rule.role_arn for rule in rules)):
        if not is_role_arn(arn):
            raise errors.NOT_A_ROLE(arn=arn)
    async with store.write() as records:
        pool = await existing_pool(records, request.identity_pool_id)
        roles = PoolRoles(by_kind=request.roles, mappings=mappings)
        await records.replace_identity_pool(msgspec.structs.replace(pool, roles=roles))


def _check(provider: str, mapping: wire.RoleMapping) -> None:
    """What the API reference asks of a RoleMapping in prose."""
    if mapping.ambiguous_role_resolution is None:
        raise errors.RESOLUTION_MISSING(provider=provider)
    if mapping.type == "Rules" and mapping.rules_configuration is None:
        raise errors.RULES_MISSING(provider=provider)
    if mapping.type == "Token" and mapping.rules_configuration is not None:
        raise errors.RULES_NOT_ALLOWED(provider=provider)


def _rules(mapping: wire.RoleMapping) -> list[wire.MappingRule]:
    return mapping.rules_configuration.rules if mapping.rules_configuration else []
