"""A real server in its own process, for as long as a block runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from poolhouse.cli.options import fail

STOP_SECONDS = 10


@contextmanager
def running(folder: Path, config: Path) -> Iterator[str]:
    """The URL of a server on a free port, with its data and log in ``folder``."""
    log = folder / "server.log"
    command = ["serve", "--port", "0", "--data", str(folder / "data"), "--config", str(config)]
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "poolhouse", *command], stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        if not ready:
            fail(f"the server did not start: {log.read_text().strip()}")
        yield ready.split()[-1]
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
