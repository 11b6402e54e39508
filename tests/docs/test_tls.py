"""The commands of docs/tls.md serve https, and Node.js trusts it."""

from __future__ import annotations

import os
import shlex
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from poolhouse.functions.node_binary import find_node

PAGE = "docs/tls.md"


def test_node_trusts_a_server_of_the_local_authority(
    snippets_of: Callable[[str], Any], new_server: Callable[..., Any]
) -> None:
    # #region covers 07b5cc74e4d1e56c
    serve, ask, _ = snippets_of(PAGE)
    options = shlex.split(serve.text)[2:]
    # #endregion
    server = new_server(*options, data=".poolhouse")
    # #region covers 2bdc79cbe78eeaa2
    assert "https://localhost:9500" in ask.text
    node = find_node(os.environ["PATH"]).path.parent
    shown = subprocess.run(
        ["bash", "-euc", ask.text.replace("https://localhost:9500", server.url)],
        cwd=server.data.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{node}:{os.environ['PATH']}"},
    )
    # #endregion
    assert "status: 'ok'" in shown.stdout, shown.stderr


def test_a_pair_of_ones_own_is_served(
    snippets_of: Callable[[str], Any], new_server: Callable[..., Any], make_pair: Callable[..., Any]
) -> None:
    # #region covers 639bb4982afebd49
    own = snippets_of(PAGE)[2]
    pair = make_pair()
    here = {
        "id.example.com": "localhost",
        "443": "0",
        "/etc/poolhouse/fullchain.pem": str(pair.certificate),
        "/etc/poolhouse/privkey.pem": str(pair.key),
    }
    options = [here.get(word, word) for word in shlex.split(own.text.replace("\\\n", " "))[2:]]
    server = new_server(*options)
    assert httpx.get(f"{server.url}/health", verify=ssl.create_default_context(cafile=str(pair.certificate))).is_success
    # #endregion
