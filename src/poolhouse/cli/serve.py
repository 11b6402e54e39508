"""``poolhouse serve``: the server."""

from __future__ import annotations

import gc
import logging
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.hosts import is_loopback
from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT, Config, Data, fail, load_config

if TYPE_CHECKING:
    from poolhouse.certificates.server_tls import Certificates


class LogLevel(StrEnum):
    """What the log leaves out: all that is less severe."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


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
    tls: Annotated[
        bool, typer.Option("--tls", help="Serve https with a certificate of the local authority; see 'poolhouse ca'.")
    ] = False,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Serve https with this certificate: a PEM file, the chain after it.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Private key of --tls-cert: a PEM file.")] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Server processes: 1, as more need PostgreSQL, which is not built yet.")
    ] = 1,
    log_level: Annotated[
        LogLevel, typer.Option(help="debug, info, warning or error.", case_sensitive=False)
    ] = LogLevel.info,
) -> None:
    """Start the server: everything on one port."""
    if auth is Auth.any and not is_loopback(host):
        fail(
            f"on {host} others can reach the server, so signatures must be verified",
            mend="Add --auth sigv4 and make credentials with 'poolhouse keys create'.",
        )
    if workers > 1:
        fail("more than one server process needs a database that processes share; PostgreSQL is not built yet")
    if (tls_cert is None) is not (tls_key is None):
        fail("--tls-cert and --tls-key belong together: one of them is missing")
    config_path, configuration = load_config(config)
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)-7s %(name)s  %(message)s")
    for chatty in ("httpx", "httpcore", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # What is loaded at the start stays: to look for garbage among it would take a tenth of the time. The server turns
    # the collector on when it is ready.
    gc.disable()
    from poolhouse.cli.server_process import run

    certificates = _certificates(data, host, tls_cert, tls_key) if tls or tls_cert else None
    run(host, port, data, config_path, configuration, verify_signatures=auth is Auth.sigv4, certificates=certificates)


def _certificates(data: Path, host: str, tls_cert: Path | None, tls_key: Path | None) -> Certificates:
    """Those of one's own where there are files, else the local authority's."""
    from poolhouse.certificates.server_tls import LocalCertificates, OwnCertificates
    from poolhouse.system import SystemClock

    if tls_cert is not None and tls_key is not None:
        return OwnCertificates(tls_cert, tls_key, SystemClock())
    return LocalCertificates(data, host, SystemClock())
