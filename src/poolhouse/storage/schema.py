"""Bringing a database to this version's schema, and refusing one that is newer."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from sqlalchemy import inspect

HEAD = "0005"
"""The newest migration. Kept here so that an up-to-date database opens without loading Alembic; a test compares it."""

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaTooNew(Exception):
    """The database was written by a newer Poolhouse."""


def upgrade(connection: sqlalchemy.Connection) -> None:
    """Run the missing migrations in one transaction: an interrupted upgrade leaves the database as it was.

    Raises SchemaTooNew.
    """
    if _current(connection) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "BEGIN")
    try:
        # Asked again under the lock: another process may have upgraded meanwhile.
        current = _current(connection)
        if current is not None and current not in {
            script.revision for script in ScriptDirectory.from_config(config).walk_revisions()
        }:
            raise SchemaTooNew(
                f"the database has schema {current}, this version of Poolhouse knows up to {HEAD}; "
                "install the newer version, or use another data directory"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _current(connection: sqlalchemy.Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
