"""Commands that work on the data directory itself, beside a running server or without one."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

from sqlalchemy.exc import DatabaseError as SqlError

from poolhouse.app import DATABASE_FILE, Parts, Settings, assemble, prepare_data_folder
from poolhouse.cli.options import fail, load_config
from poolhouse.config import BadConfiguration
from poolhouse.errors import ServiceError
from poolhouse.storage.schema import SchemaTooNew


@asynccontextmanager
async def opened(data: Path, config: Path | None, endpoint: str, *, must_exist: bool = True) -> AsyncIterator[Parts]:
    """The service on ``data``. Problems, ServiceErrors of the block included, end the command with their text."""
    if must_exist:
        check_data(data)
    config_path, configuration = load_config(config)
    async with service(Settings(data=data, config=configuration, config_path=config_path, endpoint=endpoint)) as parts:
        yield parts


def check_data(data: Path) -> None:
    """Commands that only look at data must not make a new database where the name was mistyped."""
    if not (data / DATABASE_FILE).exists():
        fail(f"there is no data directory {data}", mend="Name the one of 'poolhouse serve' with --data.")


@asynccontextmanager
async def service(settings: Settings) -> AsyncIterator[Parts]:
    """As :func:`opened`, from settings."""
    parts = assembled(settings)
    try:
        yield parts
    except ServiceError as error:
        fail(f"{error.type}: {error.message}", mend=error.hint)
    except (sqlite3.DatabaseError, SqlError) as problem:
        _fail_for_database(settings.data, problem)
    finally:
        await parts.close()


def assembled(settings: Settings) -> Parts:
    """Ends the command where the data directory or the configuration cannot be used."""
    make_folder(settings.data)
    try:
        return assemble(settings)
    except (BadConfiguration, SchemaTooNew, OSError, ValueError) as problem:
        fail(str(problem))
    except (sqlite3.DatabaseError, SqlError) as problem:
        _fail_for_database(settings.data, problem)


def _fail_for_database(data: Path, problem: sqlite3.DatabaseError | SqlError) -> NoReturn:
    fail(
        f"{data / DATABASE_FILE} cannot be used: {problem.orig if isinstance(problem, SqlError) else problem}",
        mend="Put a copy of the database in its place, or name another folder with --data.",
    )


def make_folder(data: Path) -> None:
    """Ends the command where there can be no such folder."""
    try:
        prepare_data_folder(data)
    except OSError as problem:
        fail(f"the data folder {data} cannot be made: {problem.strerror}", mend="Name another one with --data.")
