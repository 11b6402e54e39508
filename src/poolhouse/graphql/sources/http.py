"""HTTP: requests to one endpoint (AppSync Developer Guide, "Resolver mapping template reference for HTTP")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from poolhouse.graphql.failures import FieldError
from poolhouse.graphql.ports import WebFailure
from poolhouse.graphql.source import BadApi
from poolhouse.graphql.sources.source import SourceFault, TemplatedSource

if TYPE_CHECKING:
    from poolhouse.graphql.resolvers.run import Run
    from poolhouse.graphql.sources.batch import Seat

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_PATH_CHARACTERS = "/%:@!$&'()*+,;=-._~"


class HttpSource(TemplatedSource):
    """Requests never leave the endpoint's origin: only path, query, headers and body come from the request."""

    def __init__(self, endpoint: str) -> None:
        """Raises BadApi."""
        parts = urlsplit(endpoint)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.fragment
            or "@" in endpoint
        ):
            raise BadApi(f"HttpConfig.Endpoint {endpoint!r} must be an http or https address without query.")
        self._base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"

    async def call(self, request: Mapping[str, Any], run: Run, seat: Seat | None) -> Any:
        method, params = str(request.get("method", "GET")).upper(), request.get("params") or {}
        if method not in _METHODS or not isinstance(params, Mapping):
            raise FieldError(f"Unsupported method '{method}' of an HTTP request.", "MappingTemplate")
        url = self._base + _path(request.get("resourcePath")) + _query(params.get("query"))
        try:
            answer = await run.services.web.send(
                method, url, _headers(params.get("headers")), _body(params.get("body")), timeout=run.seconds_left
            )
        except WebFailure as failure:
            raise SourceFault(str(failure), "HttpDataSourceError") from None
        body = answer.body.decode("utf-8", "replace")
        return {"statusCode": answer.status, "headers": dict(answer.headers), "body": body}


def _path(path: Any) -> str:
    if not isinstance(path, str) or not path.startswith("/"):
        raise FieldError("resourcePath of an HTTP request must begin with a slash.", "MappingTemplate")
    return quote(path, safe=_PATH_CHARACTERS)


def _query(query: Any) -> str:
    if not query:
        return ""
    pairs = [(str(name), _text(item)) for name, value in _items(query) for item in _several(value)]
    return f"?{urlencode(pairs)}" if pairs else ""


def _headers(headers: Any) -> dict[str, str]:
    found = {str(name).lower(): ",".join(_text(item) for item in _several(value)) for name, value in _items(headers)}
    found.pop("content-length", None)
    found.pop("host", None)
    found.pop("transfer-encoding", None)
    return found


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, Mapping) else ()


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _body(body: Any) -> bytes:
    return b"" if body is None else _text(body).encode()
