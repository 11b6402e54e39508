"""Bringing a database to this version's schema, and refusing one that is newer."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy
from sqlalchemy import inspect

from poolhouse.storage.tables import metadata

HEAD = "0009"
"""The newest migration. Kept here so that an up-to-date database opens without loading Alembic; a test compares it."""

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaTooNew(Exception):
    """The database was written by a newer Poolhouse."""


def upgrade(connection: sqlalchemy.Connection) -> None:
    """Make the tables, or run the missing migrations, in one transaction: interrupted, it leaves the database as it
    was.

    Raises SchemaTooNew.
    """
    if _current(connection) == HEAD:
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "BEGIN")
    try:
        # Asked again under the lock: another process may have upgraded meanwhile.
        current = _current(connection)
        if current is None:
            _create(connection)
        elif current != HEAD:
            _migrate(connection, current)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _create(connection: sqlalchemy.Connection) -> None:
    """An empty database gets the newest tables at once: loading Alembic would take longer than the rest of a start.

    Tests hold that migrations lead to the very same tables.
    """
    metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(sqlalchemy.text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _migrate(connection: sqlalchemy.Connection, current: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if current not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise SchemaTooNew(
            f"the database has schema {current}, this version of Poolhouse knows up to {HEAD}; "
            "install the newer version, or use another data directory"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _current(connection: sqlalchemy.Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
