"""Commands that work on the data directory itself, beside a running server or without one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from poolhouse.app import Parts, Settings, assemble
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
    if not (data / "poolhouse.db").exists():
        fail(f"there is no data directory {data}", mend="Name the one of 'poolhouse serve' with --data.")


@asynccontextmanager
async def service(settings: Settings) -> AsyncIterator[Parts]:
    """As :func:`opened`, from settings."""
    try:
        parts = assemble(settings)
    except (BadConfiguration, SchemaTooNew, OSError, ValueError) as problem:
        fail(str(problem))
    try:
        yield parts
    except ServiceError as error:
        fail(f"{error.type}: {error.message}", mend=error.hint)
    finally:
        await parts.close()
