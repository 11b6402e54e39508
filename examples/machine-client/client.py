"""A machine that asks for a token of its own and reads what stands in it.

Usage: python client.py http://127.0.0.1:9500 CLIENT_ID CLIENT_SECRET [TENANT [PLAN]]
"""

from __future__ import annotations

import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


def fetch_token(server: str, client_id: str, secret: str, metadata: dict[str, str]) -> dict[str, Any]:
    """The answer of the token endpoint. ``metadata`` reaches the function as ``request.clientMetadata``."""
    form = {"grant_type": "client_credentials", "aws_client_metadata": json.dumps(metadata)}
    credentials = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    request = urllib.request.Request(
        f"{server}/oauth2/token",
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": f"Basic {credentials}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        document: dict[str, Any] = json.load(answer)
        return document


def claims_of(token: str) -> dict[str, Any]:
    """What a token says. Whoever acts on it verifies it first; this machine only shows its own."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def main() -> int:
    server, client_id, secret, *about = sys.argv[1:]
    metadata = dict(zip(("tenant", "plan"), about, strict=False))
    try:
        answer = fetch_token(server, client_id, secret, metadata)
    except urllib.error.HTTPError as refusal:
        print(refusal.read().decode(), file=sys.stderr)
        return 1
    print(json.dumps(claims_of(answer["access_token"]), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
