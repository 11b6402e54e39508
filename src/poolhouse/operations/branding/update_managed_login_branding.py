"""UpdateManagedLoginBranding: what the request does not name stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from poolhouse.directory.lookup import existing_pool
from poolhouse.model.branding import ManagedLoginBranding
from poolhouse.operations.branding.managed_login_views import check, described, existing_branding, settings_of
from poolhouse.ports import Clock, Store
from poolhouse.wire import cognito_idp as wire


async def update_managed_login_branding(
    request: wire.UpdateManagedLoginBrandingRequest, *, store: Store, clock: Clock
) -> wire.UpdateManagedLoginBrandingResponse:
    check(request)
    async with store.write() as records:
        pool = await existing_pool(records, request.user_pool_id or "")
        branding = await existing_branding(records, pool.id, request.managed_login_branding_id or "")
        branding = msgspec.structs.replace(_changed(branding, request), modified_at=clock.now())
        await records.replace_branding(branding)
    return wire.UpdateManagedLoginBrandingResponse(managed_login_branding=described(branding))


def _changed(branding: ManagedLoginBranding, request: wire.UpdateManagedLoginBrandingRequest) -> ManagedLoginBranding:
    if request.use_cognito_provided_values:
        return msgspec.structs.replace(branding, use_provided_values=True, settings={}, assets=())
    if request.settings is None and not request.assets:
        return branding
    return msgspec.structs.replace(
        branding,
        use_provided_values=False,
        settings=_merged(branding.settings, settings_of(request)),
        assets=_latest((*branding.assets, *(request.assets or ()))),
    )


def _merged(current: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(current)
    for name, value in changes.items():
        inner = merged.get(name)
        if isinstance(inner, dict) and isinstance(value, dict):
            merged[name] = _merged(inner, value)
        else:
            merged[name] = value
    return merged


def _latest(assets: Iterable[wire.AssetType]) -> tuple[wire.AssetType, ...]:
    """One for each place and colour mode."""
    return tuple({(asset.category, asset.color_mode): asset for asset in assets}.values())
