"""``poolhouse sandbox`` at an https endpoint: it makes the authority, starts its server with it and trusts it."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx

SECONDS = 120


def test_a_sandbox_over_tls(copy_example: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"https://localhost:{free.getsockname()[1]}"
    project = copy_example("override-id-token", tmp_path / "secure")
    command = [sys.executable, "-m", "poolhouse", "sandbox", str(project), "--endpoint", url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    late = threading.Timer(SECONDS, process.kill)
    late.start()
    try:
        seen = ""
        assert process.stdout is not None
        for line in process.stdout:
            seen += line
            if "Watching for changes" in line:
                break
        assert f"ready at {url}" in seen, seen
        assert "is deployed" in seen, seen
        written = json.loads((project / "amplify_outputs.json").read_text())
        trusting = ssl.create_default_context(cafile=str(project / ".poolhouse" / "tls" / "ca.pem"))
        keys = httpx.get(f"{url}/{written['auth']['user_pool_id']}/.well-known/jwks.json", verify=trusting)
        assert len(keys.json()["keys"]) == 2
        assert url in json.dumps(written)
    finally:
        late.cancel()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
