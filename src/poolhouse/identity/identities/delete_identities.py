"""DeleteIdentities: those that are not there are no error."""

from __future__ import annotations

from poolhouse.ports import Store
from poolhouse.wire import cognito_identity as wire


async def delete_identities(request: wire.DeleteIdentitiesInput, *, store: Store) -> wire.DeleteIdentitiesResponse:
    async with store.write() as records:
        for identity_id in request.identity_ids_to_delete:
            await records.delete_identity(identity_id)
    return wire.DeleteIdentitiesResponse(unprocessed_identity_ids=[])
