"""What commands ask a running server."""

from __future__ import annotations

from typing import Any

import httpx

from poolhouse.cli.options import fail

SECONDS = 10.0


def get(endpoint: str, path: str, **query: int) -> dict[str, Any]:
    """The JSON object at ``path`` below ``/_poolhouse``; ends the command when the server does not answer with one."""
    url = f"{endpoint.rstrip('/')}/_poolhouse{path}"
    try:
        answer = httpx.get(url, params=query, timeout=SECONDS)
        answer.raise_for_status()
        document = answer.json()
    except httpx.HTTPStatusError as problem:
        fail(
            f"{url} answers {problem.response.status_code}",
            mend="Ask a Poolhouse server, on the machine that it runs on and not through a proxy.",
        )
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        fail(
            f"no server answers at {endpoint}: {problem}",
            mend="Start one with 'poolhouse serve', or name its URL with --endpoint.",
        )
    except ValueError:
        document = None
    if not isinstance(document, dict):
        fail(f"{url} is no Poolhouse server", mend="Name the server's URL with --endpoint.")
    return document
