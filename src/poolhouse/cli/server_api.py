"""What commands ask a running server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from poolhouse.cli.options import fail
from poolhouse.cli.trust import trusted

SECONDS = 10.0


def _proof(data: Path) -> dict[str, str]:
    """Nothing where there is no data directory: a server that verifies no signatures does not ask."""
    from poolhouse.storage.sealing import MASTER_KEY_FILE, Sealer, load_master_key

    path = data / MASTER_KEY_FILE
    if not path.is_file():
        return {}
    try:
        key = load_master_key(path)
    except (OSError, ValueError) as problem:
        fail(str(problem))
    return {"Authorization": f"Bearer {Sealer(key).admin_token}"}


def get(endpoint: str, data: Path, path: str, **query: int) -> dict[str, Any]:
    """The JSON object at ``path`` below ``/_poolhouse``; ends the command when the server does not answer with one.

    ``data`` is the server's data directory: one that verifies signatures wants proof that it can be read.
    """
    url = f"{endpoint.rstrip('/')}/_poolhouse{path}"
    try:
        answer = httpx.get(url, params=query, headers=_proof(data), timeout=SECONDS, verify=trusted(endpoint, data))
        answer.raise_for_status()
        document = answer.json()
    except httpx.HTTPStatusError as problem:
        fail(
            f"{url} answers {problem.response.status_code}",
            mend="Ask a Poolhouse server, on the machine that it runs on and not through a proxy; "
            "one that verifies signatures also with its --data directory.",
        )
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        if "CERTIFICATE_VERIFY_FAILED" in str(problem):
            fail(
                f"the certificate of {endpoint} is not trusted: {problem}",
                mend="Name the server's data folder with --data, where its authority is, or a file of certificates to "
                "trust with the variable SSL_CERT_FILE.",
            )
        fail(
            f"no server answers at {endpoint}: {problem}",
            mend="Start one with 'poolhouse serve', or name its URL with --endpoint.",
        )
    except ValueError:
        document = None
    if not isinstance(document, dict):
        fail(f"{url} is no Poolhouse server", mend="Name the server's URL with --endpoint.")
    return document
