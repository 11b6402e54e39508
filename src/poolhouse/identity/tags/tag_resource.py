"""TagResource."""

from __future__ import annotations

from poolhouse.identity.tags.resource import tagged_pool, with_tags
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def tag_resource(
    request: wire.TagResourceInput, *, store: Store, region: str, account: str
) -> wire.TagResourceResponse:
    async with store.write() as records:
        pool = await tagged_pool(records, request.resource_arn, region=region, account=account)
        await records.replace_identity_pool(with_tags(pool, {**pool.tags, **request.tags}))
    return wire.TagResourceResponse()
