"""CreateUserPoolDomain."""

from __future__ import annotations

from urllib.parse import urlsplit

from poolhouse import errors
from poolhouse.directory.lookup import existing_pool
from poolhouse.model.domain import Domain
from poolhouse.operations.caller import Caller
from poolhouse.operations.domains.rules import check_name, check_room, check_routing, managed_login_version
from poolhouse.ports import Clock, NameTaken, Store
from poolhouse.wire import cognito_idp as wire


async def create_user_pool_domain(
    request: wire.CreateUserPoolDomainRequest, *, store: Store, clock: Clock, caller: Caller
) -> wire.CreateUserPoolDomainResponse:
    now = clock.now()
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id)
        check_name(request)
        check_routing(request)
        domain = Domain(
            domain=request.domain,
            pool_id=pool.id,
            managed_login_version=managed_login_version(request, pool),
            # No content network stands in between: the name under which the caller reached this server.
            distribution=urlsplit(caller.base_url).hostname or "" if request.custom_domain_config else "",
            custom=request.custom_domain_config,
            created_at=now,
            modified_at=now,
        )
        try:
            check_room(request, await records.domains_of(pool.id))
            await records.add_domain(domain)
        except NameTaken:
            raise errors.DOMAIN_TAKEN() from None
    return wire.CreateUserPoolDomainResponse(
        managed_login_version=domain.managed_login_version, cloud_front_domain=domain.distribution or None
    )
