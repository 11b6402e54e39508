"""UntagResource."""

from __future__ import annotations

from poolhouse.identity.tags.resource import tagged_pool, with_tags
from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def untag_resource(
    request: wire.UntagResourceInput, *, store: Store, region: str, account: str
) -> wire.UntagResourceResponse:
    async with store.write() as records:
        pool = await tagged_pool(records, request.resource_arn, region=region, account=account)
        kept = {key: value for key, value in pool.tags.items() if key not in request.tag_keys}
        await records.replace_identity_pool(with_tags(pool, kept))
    return wire.UntagResourceResponse()
