"""ListTagsForResource."""

from __future__ import annotations

from poolhouse.identity.tags.resource import tagged_pool
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def list_tags_for_resource(
    request: wire.ListTagsForResourceInput, *, store: Store, region: str, account: str
) -> wire.ListTagsForResourceResponse:
    async with store.read() as records:
        pool = await tagged_pool(records, request.resource_arn, region=region, account=account)
    return wire.ListTagsForResourceResponse(tags=pool.tags)
