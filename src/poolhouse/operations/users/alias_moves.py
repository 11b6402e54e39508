"""Taking a sign-in alias over from another user (ForceAliasCreation)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from poolhouse.model.aliases import alias_keys
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records


async def free_aliases(records: Records, pool: UserPool, sub: str, keys: Mapping[str, str], *, now: float) -> None:
    """Whoever else holds one of the aliases loses it and has the attribute unverified."""
    for attribute, key in keys.items():
        holder = await records.find_user_by_alias(pool.id, attribute, key)
        if holder is None or holder.sub == sub:
            continue
        attributes = {**holder.attributes, f"{attribute}_verified": "false"}
        if attribute == "preferred_username":
            attributes = {name: value for name, value in holder.attributes.items() if name != attribute}
        await records.replace_user(
            msgspec.structs.replace(holder, attributes=attributes, modified_at=now), alias_keys(pool, attributes)
        )
