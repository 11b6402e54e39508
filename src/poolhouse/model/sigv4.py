"""AWS Signature Version 4 as pure functions, for signing and for verifying.

Source: IAM User Guide, "Create a signed AWS API request". Query-string signatures are not covered.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, unquote_to_bytes, urlsplit

import msgspec

ALGORITHM = "AWS4-HMAC-SHA256"
#: Seconds that the signing time may be off in either direction.
LARGEST_SKEW = 300
_TERMINATION = "aws4_request"
_UNRESERVED = "-_.~"
_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
_TIME = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_SPACES = re.compile(r" +")
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} +Credential=(?P<key>[^/\s,]+)/(?P<date>[0-9]{{8}})/(?P<region>[^/\s,]+)/(?P<service>[^/\s,]+)/"
    rf"{_TERMINATION} *, *SignedHeaders=(?P<headers>[^\s,]+) *, *Signature=(?P<signature>[0-9a-f]{{64}})"
)

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Credentials:
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


class Scope(msgspec.Struct, frozen=True):
    """When (Unix seconds), where and for which service a request is signed."""

    signed_at: float
    region: str
    service: str

    @property
    def timestamp(self) -> str:
        return datetime.fromtimestamp(self.signed_at, UTC).strftime(_TIME_FORMAT)

    @property
    def text(self) -> str:
        return f"{self.timestamp[:8]}/{self.region}/{self.service}/{_TERMINATION}"


class Authorization(msgspec.Struct, frozen=True):
    """A parsed ``Authorization`` header. ``date`` is YYYYMMDD; ``signed_headers`` are in the order given."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


def canonical_request(
    method: str, raw_path: str, raw_query: str, headers: Headers, signed: Iterable[str], payload_hash: str, service: str
) -> str:
    """``raw_path`` and ``raw_query`` as they stand on the wire; ``headers`` in wire order, ``signed`` in lower case."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(_SPACES.sub(" ", value.strip()))
    names = sorted(set(signed))
    lines = "".join(f"{name}:{','.join(values.get(name, []))}\n" for name in names)
    parts = (
        method,
        canonical_path(raw_path, service),
        canonical_query(raw_query),
        lines,
        ";".join(names),
        payload_hash,
    )
    return "\n".join(parts)


def canonical_path(raw_path: str, service: str) -> str:
    """Normalised and encoded once more, except for S3, which takes the path as it is sent."""
    if service == "s3":
        return quote(unquote_to_bytes(raw_path), safe="/" + _UNRESERVED) or "/"
    kept: list[str] = []
    for segment in raw_path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in {"", "."}:
            kept.append(segment)
    slash = "/" if kept and raw_path.endswith("/") else ""
    return quote("/" + "/".join(kept) + slash, safe="/" + _UNRESERVED)


def canonical_query(raw_query: str) -> str:
    pairs = []
    for piece in raw_query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((_encoded(name), _encoded(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe=_UNRESERVED)


def string_to_sign(scope: Scope, request: str) -> str:
    return "\n".join((ALGORITHM, scope.timestamp, scope.text, hashlib.sha256(request.encode()).hexdigest()))


def signing_key(secret_access_key: str, date: str, region: str, service: str) -> bytes:
    """The key for one day (``date`` YYYYMMDD), region and service; worth keeping for the day."""
    key = f"AWS4{secret_access_key}".encode()
    for part in (date, region, service, _TERMINATION):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def signature(key: bytes, to_sign: str) -> str:
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


def sign(
    method: str, url: str, headers: Mapping[str, str], payload: bytes, credentials: Credentials, scope: Scope
) -> dict[str, str]:
    """``headers`` (with ``host``) in lower case, plus ``x-amz-date``, the session token and ``authorization``."""
    parts = urlsplit(url)
    signed = {name.lower(): value for name, value in headers.items()}
    signed["x-amz-date"] = scope.timestamp
    if credentials.session_token is not None:
        signed["x-amz-security-token"] = credentials.session_token
    digest = hashlib.sha256(payload).hexdigest()
    request = canonical_request(method, parts.path, parts.query, signed.items(), signed, digest, scope.service)
    key = signing_key(credentials.secret_access_key, scope.timestamp[:8], scope.region, scope.service)
    signed["authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope.text}, "
        f"SignedHeaders={';'.join(sorted(signed))}, Signature={signature(key, string_to_sign(scope, request))}"
    )
    return signed


def parse_authorization(header: str) -> Authorization | None:
    """None when the header is not a well-formed Signature Version 4."""
    match = _AUTHORIZATION.fullmatch(header.strip())
    if match is None:
        return None
    return Authorization(
        match["key"],
        match["date"],
        match["region"],
        match["service"],
        tuple(match["headers"].split(";")),
        match["signature"],
    )


def parse_time(value: str) -> float | None:
    """``x-amz-date`` in Unix seconds; None for anything but ``YYYYMMDDTHHMMSSZ``."""
    if not _TIME.fullmatch(value):
        return None
    try:
        return datetime.strptime(value, _TIME_FORMAT).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def within_skew(signed_at: float, now: float) -> bool:
    return abs(now - signed_at) <= LARGEST_SKEW


def verify(
    authorization: Authorization,
    secret_access_key: str,
    *,
    method: str,
    raw_path: str,
    raw_query: str,
    headers: Headers,
    payload: bytes,
    region: str,
    service: str,
    now: float,
) -> bool:
    """Whether the request is signed with this key for this region and service, in time, and covers enough.

    ``host``, ``x-amz-date`` and every other ``x-amz-*`` header present must be signed: an unsigned one could be
    changed on the way. The payload's hash is computed here; ``x-amz-content-sha256`` is not believed.
    """
    listed = [(name.lower(), value) for name, value in headers]
    dates = [value for name, value in listed if name == "x-amz-date"]
    signed_at = parse_time(dates[0]) if len(dates) == 1 else None
    if signed_at is None or not within_skew(signed_at, now) or authorization.date != dates[0][:8]:
        return False
    if (authorization.region, authorization.service) != (region, service):
        return False
    required = {"host"} | {name for name, _ in listed if name.startswith("x-amz-")}
    if not required <= set(authorization.signed_headers):
        return False
    digest = hashlib.sha256(payload).hexdigest()
    request = canonical_request(method, raw_path, raw_query, listed, authorization.signed_headers, digest, service)
    to_sign = string_to_sign(Scope(signed_at, region, service), request)
    key = signing_key(secret_access_key, authorization.date, region, service)
    return hmac.compare_digest(signature(key, to_sign), authorization.signature)
