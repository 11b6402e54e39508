"""Pages from the web, for those who have no folder of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import httpx

from poolhouse.snippets.problems import SnippetsError, refuse

AT_ONCE = 8
SECONDS = 30
LARGEST_BYTES = 32 * 1024 * 1024
MOST_REDIRECTS = 5


class Web:
    """Fetches addresses; redirects are followed within an origin only."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=SECONDS, headers={"accept": "text/markdown, text/html, application/xml"})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, address: str) -> Answer:
        """Raises SnippetsError unless the answer is 200 and of at most 32 MiB."""
        here = address
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._get(address, here)
            if answer.moved_to is None:
                return answer
            if not same_origin(answer.moved_to, address):
                raise refuse(address, 0, f"has moved to another site: name {answer.moved_to} if you want that one")
            here = answer.moved_to
        raise refuse(address, 0, f"redirects more than {MOST_REDIRECTS} times")

    def fetch_all(self, addresses: list[str]) -> list[Answer]:
        """The answers in the order of the addresses. Raises SnippetsError with all problems together."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(self._outcome, addresses))
        problems = [problem for item in outcomes if isinstance(item, SnippetsError) for problem in item.problems]
        if problems:
            raise SnippetsError(problems)
        return [item for item in outcomes if isinstance(item, Answer)]

    def _outcome(self, address: str) -> Answer | SnippetsError:
        try:
            return self.fetch(address)
        except SnippetsError as problem:
            return problem

    def _get(self, address: str, here: str) -> Answer:
        content = bytearray()
        try:
            with self._client.stream("GET", here) as response:
                if response.next_request is not None:
                    return Answer(address, b"", "", str(response.next_request.url))
                if response.status_code != 200:
                    raise refuse(address, 0, f"the site answered {response.status_code}")
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > LARGEST_BYTES:
                        raise refuse(address, 0, f"is larger than {LARGEST_BYTES} bytes")
                return Answer(address, bytes(content), response.headers.get("content-type", ""))
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise refuse(address, 0, f"cannot be fetched: {problem}") from None


class Answer:
    """What stands at an address. ``media_type`` is in lower case and has no parameters."""

    def __init__(self, address: str, content: bytes, content_type: str, moved_to: str | None = None) -> None:
        self.address = address
        self.content = content
        self.media_type = content_type.partition(";")[0].strip().lower()
        self.moved_to = moved_to


def same_origin(one: str, other: str) -> bool:
    """Whether scheme, host and port are the same (RFC 6454, section 5). An unusable address is never the same."""
    try:
        first, second = httpx.URL(one), httpx.URL(other)
    except httpx.InvalidURL:
        return False
    return (first.scheme, first.host, first.port) == (second.scheme, second.host, second.port)
