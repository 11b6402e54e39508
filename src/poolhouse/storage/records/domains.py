"""Domains of user pools."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select, update

from poolhouse.model.domain import Domain
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import domains as table
from poolhouse.wire import cognito_idp as wire

_THIS = table.c.domain == bindparam("key")
_GET = select(table).where(_THIS)
_OF_POOL = select(table).where(table.c.pool_id == bindparam("in_pool")).order_by(table.c.domain)
_CHANGING = ("managed_login_version", "distribution", "custom", "modified_at")
_REPLACE = update(table).where(_THIS).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(table).where(_THIS)


def _domain(row: Row[Any]) -> Domain:
    return Domain(
        domain=row.domain,
        pool_id=row.pool_id,
        managed_login_version=row.managed_login_version,
        distribution=row.distribution,
        custom=None if row.custom is None else msgspec.json.decode(row.custom, type=wire.CustomDomainConfigType),
        created_at=row.created_at,
        modified_at=row.modified_at,
    )


def _values(domain: Domain) -> dict[str, object]:
    return {
        "managed_login_version": domain.managed_login_version,
        "distribution": domain.distribution,
        "custom": None if domain.custom is None else msgspec.json.encode(domain.custom).decode(),
        "modified_at": domain.modified_at,
    }


class DomainRecords(SqlBase):
    async def get_domain(self, domain: str) -> Domain | None:
        return await self._setting(_GET, _domain, key=domain)

    async def domains_of(self, pool_id: str) -> list[Domain]:
        return [_domain(row) for row in await self._rows(_OF_POOL, in_pool=pool_id)]

    async def add_domain(self, domain: Domain) -> None:
        added = await self._change_settings(
            self._insert_if_absent(table),
            domain=domain.domain,
            pool_id=domain.pool_id,
            created_at=domain.created_at,
            **_values(domain),
        )
        if not added:
            raise NameTaken("domain")

    async def replace_domain(self, domain: Domain) -> None:
        await self._change_settings(_REPLACE, key=domain.domain, **_values(domain))

    async def delete_domain(self, domain: str) -> None:
        await self._change_settings(_DELETE, key=domain)
