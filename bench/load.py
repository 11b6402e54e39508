"""One keep-alive connection that sends requests as fast as they are answered."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from bench.timed import Timed


class Page(NamedTuple):
    location: str
    text: str


class Connection(Timed):
    """Latencies are those of single requests, from the first byte sent to the answer read."""

    def __init__(self, url: str) -> None:
        super().__init__()
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)

    def call(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        }
        return self._post("/", json.dumps(body), headers)

    def form(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        return self._post(path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def page(self, path: str, cookies: dict[str, str], fields: dict[str, str] | None = None) -> Page:
        """What a browser with these cookies gets, or what it gets for a form; its new cookies are added."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if fields is None:
            response, body = self._send("GET", path, None, headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            response, body = self._send("POST", path, urlencode(fields), headers)
        for line in response.headers.get_all("set-cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            cookies[name] = value
        return Page(response.headers.get("location", ""), body.decode())

    def _post(self, path: str, payload: str, headers: dict[str, str]) -> dict[str, Any]:
        response, body = self._send("POST", path, payload, headers)
        answer: dict[str, Any] = json.loads(body)
        if response.status != 200:
            raise RuntimeError(f"{path}: {answer}")
        return answer

    def _send(
        self, method: str, path: str, payload: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        start = time.perf_counter()
        self._connection.request(method, path, payload, headers)
        response = self._connection.getresponse()
        body = response.read()
        self.latencies.append((time.perf_counter() - start) * 1000)
        return response, body

    def settle(self) -> None:
        """Waits until the server has nothing else to do; this leaves no latency."""
        self.page("/health", {})
        self.latencies.pop()
