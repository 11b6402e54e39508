"""UpdateUserPoolDomain: the certificate of a custom domain, and the version of its pages. Its name stays."""

from __future__ import annotations

import msgspec

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.operations.domains.rules import check_routing, existing_domain, managed_login_version
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def update_user_pool_domain(
    request: wire.UpdateUserPoolDomainRequest, *, store: Store, clock: Clock
) -> wire.UpdateUserPoolDomainResponse:
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        check_routing(request)
        domain = await existing_domain(records, pool.id, request.domain)
        if domain.custom is None and request.custom_domain_config is not None:
            raise errors.PREFIX_DOMAIN_CERTIFICATE()
        domain = msgspec.structs.replace(
            domain,
            managed_login_version=managed_login_version(request, pool, domain.managed_login_version),
            custom=request.custom_domain_config or domain.custom,
            modified_at=clock.now(),
        )
        await records.replace_domain(domain)
    return wire.UpdateUserPoolDomainResponse(
        managed_login_version=domain.managed_login_version, cloud_front_domain=domain.distribution or None
    )
