"""Migrations make the tables, in one piece, and a newer database is left alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from poolhouse.storage import schema
from poolhouse.storage.sealing import Sealer
from poolhouse.storage.sqlite import SqliteStore
from poolhouse.storage.tables import metadata

SEALER = Sealer(b"k" * 32)


def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    """A new database, which needs no migrations, and one that has gone through them all."""
    SqliteStore(tmp_path / "new.db", SEALER).close()
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    migrated = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    with migrated.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    migrated.dispose()
    assert layout(tmp_path / "new.db") == layout(tmp_path / "migrated.db")
    for name in ("new", "migrated"):
        engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / name}.db")
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        engine.dispose()


def layout(path: Path) -> dict[str, Any]:
    """Columns, keys, references and indexes of every table; and the schema's number."""
    with sqlite3.connect(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, Any] = {
            name: [
                sorted(map(repr, (row[1:] for row in connection.execute(f"PRAGMA {what}({name})"))))
                for what in ("table_info", "foreign_key_list", "index_list")
            ]
            for name in names
        }
        indexes = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()
        found["indexes"] = sorted(
            (index, [tuple(row[1:]) for row in connection.execute(f"PRAGMA index_info({index})")])
            for (index,) in indexes
        )
        found["version"] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return found


def test_the_head_named_in_the_code_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_every_shipped_schema_comes_up_to_date_with_its_content(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    for script in ScriptDirectory.from_config(config).walk_revisions():
        path = tmp_path / f"{script.revision}.db"
        engine = sqlalchemy.create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, script.revision)
            connection.exec_driver_sql("INSERT INTO claimed_keys VALUES ('kept', 1.0)")
        SqliteStore(path, SEALER).close()
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            assert connection.exec_driver_sql("SELECT key FROM claimed_keys").scalar() == "kept"
        engine.dispose()


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "p.db", SEALER).close()
    with sqlite3.connect(tmp_path / "p.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(schema.SchemaTooNew, match="9999"):
        SqliteStore(tmp_path / "p.db", SEALER)
    with sqlite3.connect(tmp_path / "p.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_an_interrupted_migration_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    create_table = sqlalchemy.sql.ddl.CreateTable

    def fail_at_the_tenth(self: Any, element: Any, *rest: Any, **more: Any) -> None:
        made.append(str(element))
        if len(made) == 10:
            raise KeyboardInterrupt
        original(self, element, *rest, **more)

    original = create_table.__init__
    monkeypatch.setattr(create_table, "__init__", fail_at_the_tenth)
    with pytest.raises(KeyboardInterrupt):
        SqliteStore(tmp_path / "p.db", SEALER)
    with sqlite3.connect(tmp_path / "p.db") as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    monkeypatch.undo()
    SqliteStore(tmp_path / "p.db", SEALER).close()


@pytest.mark.parametrize(
    "column",
    ["email", "phone_number", "name", "given_name", "family_name", "preferred_username", "status", "enabled"],
)
def test_every_searchable_attribute_has_an_index(tmp_path: Path, column: str) -> None:
    SqliteStore(tmp_path / "p.db", SEALER).close()
    with sqlite3.connect(tmp_path / "p.db") as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM users WHERE pool_id = 'p' AND {column} = 'x' AND sub > '' ORDER BY sub"
        ).fetchall()
    assert f"users_by_{column}" in plan[0][3]
