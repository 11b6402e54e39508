"""Branding of sign-in pages."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, select, update

from poolhouse.model.branding import EVERY_CLIENT, ManagedLoginBranding, UiCustomization
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import managed_login_brandings, ui_customizations
from poolhouse.wire import cognito_idp as wire


class _Document(msgspec.Struct, frozen=True):
    """What a branding says, in one column: pages read it as a whole."""

    use_provided_values: bool
    settings: dict[str, Any]
    assets: tuple[wire.AssetType, ...]


_document = msgspec.json.Decoder(_Document).decode

_THIS = managed_login_brandings.c.id == bindparam("key")
_GET = select(managed_login_brandings).where(_THIS)
_FIND = select(managed_login_brandings).where(managed_login_brandings.c.client_id == bindparam("key"))
_REPLACE = (
    update(managed_login_brandings)
    .where(_THIS)
    .values(document=bindparam("document"), modified_at=bindparam("modified_at"))
)
_DELETE = delete(managed_login_brandings).where(_THIS)
_THIS_CUSTOMIZATION = and_(
    ui_customizations.c.pool_id == bindparam("in_pool"), ui_customizations.c.applies_to == bindparam("key")
)
_GET_CUSTOMIZATION = select(ui_customizations).where(_THIS_CUSTOMIZATION)
_DELETE_CUSTOMIZATION = delete(ui_customizations).where(_THIS_CUSTOMIZATION)


def _branding(row: Row[Any]) -> ManagedLoginBranding:
    document = _document(row.document)
    return ManagedLoginBranding(
        id=row.id,
        pool_id=row.pool_id,
        client_id=row.client_id,
        use_provided_values=document.use_provided_values,
        settings=document.settings,
        assets=document.assets,
        created_at=row.created_at,
        modified_at=row.modified_at,
    )


def _packed(branding: ManagedLoginBranding) -> str:
    document = _Document(branding.use_provided_values, branding.settings, branding.assets)
    return msgspec.json.encode(document).decode()


class BrandingRecords(SqlBase):
    async def get_branding(self, branding_id: str) -> ManagedLoginBranding | None:
        row = await self._one(_GET, key=branding_id)
        return None if row is None else _branding(row)

    async def find_branding(self, client_id: str) -> ManagedLoginBranding | None:
        row = await self._one(_FIND, key=client_id)
        return None if row is None else _branding(row)

    async def add_branding(self, branding: ManagedLoginBranding) -> None:
        added = await self._run(
            self._insert_if_absent(managed_login_brandings),
            id=branding.id,
            pool_id=branding.pool_id,
            client_id=branding.client_id,
            document=_packed(branding),
            created_at=branding.created_at,
            modified_at=branding.modified_at,
        )
        if not added:
            raise NameTaken("branding")

    async def replace_branding(self, branding: ManagedLoginBranding) -> None:
        await self._run(_REPLACE, key=branding.id, document=_packed(branding), modified_at=branding.modified_at)

    async def delete_branding(self, branding_id: str) -> None:
        await self._run(_DELETE, key=branding_id)

    async def get_ui_customization(self, pool_id: str, client_id: str) -> UiCustomization | None:
        row = await self._one(_GET_CUSTOMIZATION, in_pool=pool_id, key=client_id)
        if row is None:
            return None
        return UiCustomization(
            pool_id=row.pool_id,
            client_id=row.applies_to,
            css=row.css,
            css_version=row.css_version,
            image=row.image,
            created_at=row.created_at,
            modified_at=row.modified_at,
        )

    async def put_ui_customization(self, customization: UiCustomization) -> None:
        client_id = customization.client_id
        changing = ("css", "css_version", "image", "modified_at")
        await self._run(
            self._insert_or_update(ui_customizations, ["pool_id", "applies_to"], changing),
            pool_id=customization.pool_id,
            applies_to=client_id,
            client_id=None if client_id == EVERY_CLIENT else client_id,
            css=customization.css,
            css_version=customization.css_version,
            image=customization.image,
            created_at=customization.created_at,
            modified_at=customization.modified_at,
        )

    async def delete_ui_customization(self, pool_id: str, client_id: str) -> None:
        await self._run(_DELETE_CUSTOMIZATION, in_pool=pool_id, key=client_id)
