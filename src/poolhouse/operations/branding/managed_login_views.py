"""Managed-login brandings as requests give them and answers show them."""

from __future__ import annotations

from typing import Any

from poolhouse import errors
from poolhouse.model.branding import ManagedLoginBranding
from poolhouse.operations.branding.images import check_asset
from poolhouse.ports import Records
from poolhouse.wire import cognito_idp as wire

BrandingRequest = wire.CreateManagedLoginBrandingRequest | wire.UpdateManagedLoginBrandingRequest


def described(branding: ManagedLoginBranding) -> wire.ManagedLoginBrandingType:
    return wire.ManagedLoginBrandingType(
        managed_login_branding_id=branding.id,
        user_pool_id=branding.pool_id,
        use_cognito_provided_values=branding.use_provided_values,
        settings=branding.settings or None,
        assets=list(branding.assets) or None,
        creation_date=branding.created_at,
        last_modified_date=branding.modified_at,
    )


def check(request: BrandingRequest) -> None:
    """Raises ServiceError InvalidParameterException."""
    if request.use_cognito_provided_values and (request.settings is not None or request.assets):
        raise errors.PROVIDED_VALUES_ALONE()
    if request.settings is not None and not isinstance(request.settings, dict):
        raise errors.BRANDING_SETTINGS()
    for asset in request.assets or ():
        check_asset(asset)


def check_merging(wanted: bool | None) -> None:
    """The pages of this server have defaults of their own, not those of the branding editor's document."""
    if wanted:
        raise errors.NOT_BUILT(what="ReturnMergedResources")


def settings_of(request: BrandingRequest) -> dict[str, Any]:
    return dict(request.settings or {})


async def existing_branding(records: Records, pool_id: str, branding_id: str) -> ManagedLoginBranding:
    branding = await records.get_branding(branding_id)
    if branding is None or branding.pool_id != pool_id:
        raise errors.BRANDING_NOT_FOUND()
    return branding
