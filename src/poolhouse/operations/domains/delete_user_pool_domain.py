"""DeleteUserPoolDomain."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.domains.rules import existing_domain
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def delete_user_pool_domain(
    request: wire.DeleteUserPoolDomainRequest, *, store: Store
) -> wire.DeleteUserPoolDomainResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        domain = await existing_domain(records, pool.id, request.domain)
        await records.delete_domain(domain.domain)
    return wire.DeleteUserPoolDomainResponse()
