"""IAM roles with their policy documents."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, delete, select, update

from poolhouse.model.iam_role import Document, Role
from poolhouse.ports import NameTaken
from poolhouse.storage.records.base import SqlBase
from poolhouse.storage.tables import iam_roles

_THIS = iam_roles.c.name == bindparam("key")
_CHANGING = ("path", "arn", "role_id", "trust_policy", "inline_policies", "managed_policies", "created_at")
_GET = select(iam_roles).where(_THIS)
_REPLACE = update(iam_roles).where(_THIS).values({name: bindparam(name) for name in _CHANGING})
_DELETE = delete(iam_roles).where(_THIS)

_document = msgspec.json.Decoder(Document).decode
_documents = msgspec.json.Decoder(dict[str, Document]).decode


def _role(row: Row[Any]) -> Role:
    return Role(
        name=row.name,
        path=row.path,
        arn=row.arn,
        role_id=row.role_id,
        trust_policy=_document(row.trust_policy),
        inline_policies=_documents(row.inline_policies),
        managed_policies=_documents(row.managed_policies),
        created_at=row.created_at,
    )


def _values(role: Role) -> dict[str, object]:
    return {
        "path": role.path,
        "arn": role.arn,
        "role_id": role.role_id,
        "trust_policy": msgspec.json.encode(role.trust_policy).decode(),
        "inline_policies": msgspec.json.encode(role.inline_policies).decode(),
        "managed_policies": msgspec.json.encode(role.managed_policies).decode(),
        "created_at": role.created_at,
    }


class RoleRecords(SqlBase):
    async def get_role(self, name: str) -> Role | None:
        row = await self._one(_GET, key=name)
        return None if row is None else _role(row)

    async def add_role(self, role: Role) -> None:
        if not await self._run(self._insert_if_absent(iam_roles), name=role.name, **_values(role)):
            raise NameTaken("role")

    async def replace_role(self, role: Role) -> None:
        await self._run(_REPLACE, key=role.name, **_values(role))

    async def delete_role(self, name: str) -> bool:
        return await self._run(_DELETE, key=name) == 1
