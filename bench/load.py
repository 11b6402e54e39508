"""One keep-alive connection that sends requests as fast as they are answered."""

from __future__ import annotations

import http.client
import json
import time
from statistics import median
from typing import Any
from urllib.parse import urlencode, urlsplit


class Connection:
    """``latencies`` in milliseconds, from the last byte sent to the answer read."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        self.latencies: list[float] = []

    def call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        }
        return self._post("/", json.dumps(body), headers)

    def form(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        return self._post(path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def _post(self, path: str, payload: str, headers: dict[str, str]) -> dict[str, Any]:
        start = time.perf_counter()
        self._connection.request("POST", path, payload, headers)
        response = self._connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        self.latencies.append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            raise RuntimeError(f"{path}: {answer}")
        return answer

    def take_median(self) -> float:
        """Of the latencies since the last call."""
        taken, self.latencies = self.latencies, []
        return median(taken)
