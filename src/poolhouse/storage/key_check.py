"""Whether the master key is the one that a database was sealed with.

With another key a server would start all the same: what is new could be read, and what was there not.
"""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from poolhouse.storage.records.pools import A_SIGNING_KEY, key_context
from poolhouse.storage.sealing import PUT_BACK, SealBroken, Sealer, WrongMasterKey
from poolhouse.storage.tables import master_key_check

_CONTEXT = "master_key_check"
_KEPT = select(master_key_check.c.sealed_value)


def check(connection: sqlalchemy.Connection, sealer: Sealer, database: object) -> None:
    """Opens the value that was sealed when the database was made. One that is older has a key of a pool, perhaps.

    ``database`` is how the error names it. Raises WrongMasterKey.
    """
    try:
        kept = connection.scalar(_KEPT)
        if kept is not None:
            sealer.open(kept, _CONTEXT)
            return
        for row in connection.execute(A_SIGNING_KEY):
            sealer.open(row.sealed_private_key, key_context(row.pool_id, row.kid))
    except SealBroken:
        raise WrongMasterKey(f"the master key does not open {database}: {PUT_BACK}") from None
    with suppress(IntegrityError):
        # Another process that started just now was faster.
        connection.execute(insert(master_key_check).values(id=1, sealed_value=sealer.seal(b"", _CONTEXT)))
