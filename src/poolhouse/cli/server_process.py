"""One server process: socket, application, uvicorn."""

from __future__ import annotations

import asyncio
import errno
import gc
import signal
import socket
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer
import uvicorn

from poolhouse.app import Settings, build_server
from poolhouse.cli.data import assembled, make_folder
from poolhouse.cli.options import fail
from poolhouse.config import ConfigFile
from poolhouse.http.header_limits import protocol_with_header_limits

if TYPE_CHECKING:
    from poolhouse.certificates.server_tls import Certificates, ServerTls

HEADER_SECONDS = 15.0
SHUTDOWN_SECONDS = 10


def run(
    host: str,
    port: int,
    data: Path,
    config_path: Path,
    config: ConfigFile,
    *,
    verify_signatures: bool,
    certificates: Certificates | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, by TLS where there are certificates.

    The ready line is printed once the socket listens and the database is open.
    """
    tls = _tls(data, certificates)
    listening = _listen(host, port)
    url = f"{'https' if tls else 'http'}://{_url_host(host)}:{listening.getsockname()[1]}"
    settings = Settings(
        data=data, config=config, config_path=config_path, endpoint=url, verify_signatures=verify_signatures
    )
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings, listening, tls))


def _tls(data: Path, certificates: Certificates | None) -> ServerTls | None:
    if certificates is None:
        return None
    from poolhouse.certificates.pem_file import BadCertificate
    from poolhouse.certificates.server_tls import ServerTls

    make_folder(data)
    try:
        return ServerTls(certificates)
    except BadCertificate as problem:
        fail(str(problem), mend=problem.mend)
    except OSError as problem:
        fail(str(problem))


async def _serve(settings: Settings, listening: socket.socket, tls: ServerTls | None) -> None:
    parts = assembled(settings)
    server = _Server(
        uvicorn.Config(
            build_server(parts),
            http=protocol_with_header_limits(seconds=HEADER_SECONDS),
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            forwarded_allow_ips=list(settings.config.proxies),
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            ssl_context_factory=None if tls is None else lambda *_: tls.context,
        ),
        ready=f"Poolhouse is ready at {settings.endpoint}",
    )
    async with tls.kept_current() if tls else nullcontext():
        await server.serve(sockets=[listening])


class _Server(uvicorn.Server):
    """Says on standard output that it is ready, once it is."""

    def __init__(self, config: uvicorn.Config, ready: str) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            # What is loaded now stays: the collector need not look at it again in the middle of a request.
            gc.freeze()
            gc.enable()
            typer.echo(self._ready)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """uvicorn would raise the signal once more after the shutdown; a server that was asked to stop ends with 0."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        mend = "Name an address of this machine with --host."
        if problem.errno == errno.EADDRINUSE:
            mend = "A server may be running already; --port 0 takes a free port."
        elif problem.errno == errno.EACCES:
            mend = "Ports below 1024 may need more rights; name another with --port."
        fail(f"cannot listen on {host}:{port}: {problem.strerror}", mend=mend)
    listening.listen(2048)
    return listening


def _url_host(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - only looked at
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # not built for this platform; asyncio's own loop serves as well, only slower
        return None
    return uvloop.new_event_loop
