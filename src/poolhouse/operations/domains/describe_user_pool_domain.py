"""DescribeUserPoolDomain: an unknown domain is described by nothing, as AWS does."""

from __future__ import annotations

from poolhouse.directory.lookup import existing_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_idp as wire


async def describe_user_pool_domain(
    request: wire.DescribeUserPoolDomainRequest, *, store: Store
) -> wire.DescribeUserPoolDomainResponse:
    async with store.read() as records:
        domain = await records.get_domain(request.domain)
        if domain is None:
            return wire.DescribeUserPoolDomainResponse(domain_description=wire.DomainDescriptionType())
        pool = await existing_pool(records, domain.pool_id)
    return wire.DescribeUserPoolDomainResponse(
        domain_description=wire.DomainDescriptionType(
            user_pool_id=pool.id,
            aws_account_id=pool.account,
            domain=domain.domain,
            cloud_front_distribution=domain.distribution or None,
            status="ACTIVE",
            custom_domain_config=domain.custom,
            managed_login_version=domain.managed_login_version,
        )
    )
