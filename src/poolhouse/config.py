"""The configuration file and the settings that it and the command line give the server."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from poolhouse.functions.source import DEFAULT_MEMORY_MIB, DEFAULT_TIMEOUT_SECONDS, ConfigFunction
from poolhouse.mail.smtp import SmtpSettings

DEFAULT_FILE = Path("poolhouse.toml")


class BadConfiguration(Exception):
    """The configuration cannot be used; the text says where and why."""


class FunctionTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[functions.NAME]``: a ``handler`` file, or an ``endpoint`` that speaks Lambda's Invoke API."""

    handler: str | None = None
    env: dict[str, str] = {}
    timeout: float = DEFAULT_TIMEOUT_SECONDS
    memory: int = DEFAULT_MEMORY_MIB
    endpoint: str | None = None
    remote_name: str | None = None


class SmtpTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[smtp]``: mail goes out by this server. The password comes from the environment, never from the file."""

    host: str
    sender: str
    port: int = 587
    username: str | None = None
    password_env: str = "POOLHOUSE_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
    security: Literal["starttls", "tls", "none"] = "starttls"


class ConfigFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``poolhouse.toml``. ``proxies``: addresses and networks whose ``X-Forwarded-Proto`` and ``X-Forwarded-For`` are
    believed."""

    region: str = "us-east-1"
    account: str = "000000000000"
    issuer: str | None = None
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    functions: dict[str, FunctionTable] = {}
    smtp: SmtpTable | None = None


def read_config(path: Path, *, must_exist: bool) -> ConfigFile:
    """Raises BadConfiguration."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        if must_exist:
            raise BadConfiguration(f"{path} does not exist") from None
        return ConfigFile()
    try:
        config = msgspec.convert(tomllib.loads(text), ConfigFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadConfiguration(f"{path}: {error}") from None
    try:
        for proxy in config.proxies:
            ipaddress.ip_network(proxy)
    except ValueError as error:
        raise BadConfiguration(f"{path}: proxies: {error}") from None
    return config


def config_functions(config: ConfigFile, folder: Path) -> list[ConfigFunction]:
    """``folder`` is where relative handler paths start: the configuration file's. Raises BadConfiguration."""
    functions = []
    for name, table in config.functions.items():
        fields: dict[str, Any] = msgspec.structs.asdict(table)
        if table.handler is not None:
            fields["handler"] = str(folder / table.handler)
        try:
            functions.append(ConfigFunction(name=name, **fields))
        except ValueError as error:
            raise BadConfiguration(str(error)) from None
    return functions


def smtp_settings(table: SmtpTable, environment: Mapping[str, str] = os.environ) -> SmtpSettings:
    """Raises BadConfiguration when the password is not in the environment."""
    password = environment.get(table.password_env)
    if table.username is not None and password is None:
        raise BadConfiguration(f"[smtp] names a user, but the environment has no {table.password_env}")
    return SmtpSettings(table.host, table.port, table.sender, table.username, password, table.security)
