"""UI customizations as answers show them."""

from __future__ import annotations

from poolhouse.model.branding import UiCustomization
from poolhouse.wire import cognito_idp as wire


def described(customization: UiCustomization | None, base_url: str) -> wire.UICustomizationType:
    """Nothing is described by an empty object."""
    if customization is None:
        return wire.UICustomizationType()
    path = customization.image_path
    return wire.UICustomizationType(
        user_pool_id=customization.pool_id,
        client_id=customization.client_id,
        image_url=base_url + path if path else None,
        css=customization.css,
        css_version=customization.css_version,
        creation_date=customization.created_at,
        last_modified_date=customization.modified_at,
    )
