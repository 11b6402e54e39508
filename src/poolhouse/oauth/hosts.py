"""A host name that belongs to one pool: its domain (Cognito developer guide, "Configuring a user pool domain").

Other names belong to every pool; the client then says which one is meant.
"""

from __future__ import annotations

from poolhouse.model.domain import BEHIND_PREFIX
from poolhouse.ports import Records


async def pool_of_host(records: Records, host: str | None) -> str | None:
    """The pool whose domain ``host`` (a Host header) is, if it is one's."""
    name = (host or "").rpartition(":")[0] or (host or "")
    name = name.lower().rstrip(".")
    domain = await records.get_domain(name) if name else None
    if domain is not None and domain.custom is not None:
        return domain.pool_id
    prefix, separator, _ = name.partition(BEHIND_PREFIX)
    domain = await records.get_domain(prefix) if separator else None
    return domain.pool_id if domain is not None and domain.custom is None else None
