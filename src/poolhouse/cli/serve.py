"""``poolhouse serve``: the server."""

from __future__ import annotations

import ipaddress
import logging
from enum import StrEnum
from typing import Annotated

import typer

from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT, Config, Data, fail, load_config


class Auth(StrEnum):
    """How signatures of the AWS APIs are treated."""

    any = "any"
    sigv4 = "sigv4"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = DEFAULT_HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = DEFAULT_PORT,
    data: Data = DEFAULT_DATA,
    config: Config = None,
    auth: Annotated[
        Auth, typer.Option(help="any: accept any well-formed credentials (loopback only); sigv4: verify signatures.")
    ] = Auth.any,
    workers: Annotated[int, typer.Option(min=1, help="Server processes.")] = 1,
    log_level: Annotated[str, typer.Option(help="debug, info, warning or error.")] = "info",
) -> None:
    """Start the server: everything on one port."""
    if auth is Auth.any and not _is_loopback(host):
        fail(
            f"on {host} others can reach the server, so signatures must be verified",
            mend="Add --auth sigv4 and make credentials with 'poolhouse keys create'.",
        )
    if workers > 1:
        fail("more than one server process needs a database that processes share; PostgreSQL is not built yet")
    config_path, configuration = load_config(config)
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)-7s %(name)s  %(message)s")
    for chatty in ("httpx", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    from poolhouse.cli.server_process import run

    run(host, port, data, config_path, configuration, verify_signatures=auth is Auth.sigv4)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
