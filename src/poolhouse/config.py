"""The configuration file and the settings that it and the command line give the server."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from poolhouse.functions.source import DEFAULT_MEMORY_MIB, DEFAULT_TIMEOUT_SECONDS, ConfigFunction
from poolhouse.mail.smtp import SmtpSettings
from poolhouse.model.base_url import is_base_url

DEFAULT_FILE = Path("poolhouse.toml")

_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}")
_ACCOUNT = re.compile(r"[0-9]{12}")
_FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Lambda API Reference, CreateFunction: FunctionName."""
_TIMEOUT_SECONDS = (1, 900)
_MEMORY_MIB = (128, 10_240)
"""Lambda Developer Guide, "Lambda quotas"."""


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
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if must_exist:
            raise BadConfiguration(f"{path} does not exist") from None
        return ConfigFile()
    except OSError as error:
        raise BadConfiguration(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadConfiguration(f"{path} is not text in UTF-8, as TOML files are") from None
    try:
        config = msgspec.convert(tomllib.loads(text), ConfigFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadConfiguration(f"{path}: {error}") from None
    if flaws := [f"{path}: {flaw}" for flaw in _flaws(config)]:
        raise BadConfiguration("\n".join(flaws))
    return config


def _flaws(config: ConfigFile) -> Iterator[str]:
    """What would only fail later: each with its setting and the rule."""
    if not _REGION.fullmatch(config.region):
        yield f"region: {config.region!r} is not the name of an AWS region, such as us-east-1"
    if not _ACCOUNT.fullmatch(config.account):
        yield f"account: {config.account!r} is not an AWS account id, which has 12 digits"
    if config.issuer is not None and config.issuer != "aws" and not is_base_url(config.issuer):
        yield (
            f"issuer: {config.issuer!r} is neither aws nor the public URL of the server, such as "
            "https://id.example.com, without a query and a fragment"
        )
    for proxy in config.proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            yield f"proxies: {error}"
    for name, table in config.functions.items():
        yield from _function_flaws(name, table)


def _function_flaws(name: str, table: FunctionTable) -> Iterator[str]:
    where = f"functions.{name}" if _FUNCTION_NAME.fullmatch(name) else f'functions."{name}"'
    if not _FUNCTION_NAME.fullmatch(name):
        yield f"{where}: a function's name has 1 to 64 letters, digits, - and _, as on AWS"
    shortest, longest = _TIMEOUT_SECONDS
    if not shortest <= table.timeout <= longest:
        yield f"{where}.timeout: {table.timeout:g} is not between {shortest} and {longest} seconds, as on AWS"
    least, most = _MEMORY_MIB
    if not least <= table.memory <= most:
        yield f"{where}.memory: {table.memory} is not between {least} and {most} MiB, as on AWS"
    if table.endpoint is not None and not is_base_url(table.endpoint):
        yield f"{where}.endpoint: {table.endpoint!r} is not a URL of http or https without a query and a fragment"


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
