"""Who may call the signed operations (AWS Signature Version 4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from starlette.types import Scope

from poolhouse.http.loopback import is_local
from poolhouse.http.problems import (
    EXPIRED,
    FROM_ELSEWHERE,
    INCOMPLETE_SIGNATURE,
    MISSING_TOKEN,
    NOT_YET_CURRENT,
    UNKNOWN_KEY,
    WRONG_REGION,
    WRONG_SERVICE,
    WRONG_SIGNATURE,
)
from poolhouse.model.sigv4 import LARGEST_SKEW, Authorization, parse_authorization, parse_time, verify
from poolhouse.ports import Clock


class Authorizer(Protocol):
    """Decides about one signed request."""

    async def authorize(self, scope: Scope, body: bytes) -> str:
        """The ARN of the principal that signed. Raises ServiceError."""
        ...


class AccessKeys(Protocol):
    """The access keys that this server gave out."""

    async def get(self, access_key_id: str) -> str | None:
        """The secret of an active key."""
        ...


class AnyCredentials:
    """Accepts every well-formed signature without verifying it, from this machine.

    A web page from elsewhere that runs in a browser here is not this machine: it could make itself administrator.
    """

    def __init__(self, account: str) -> None:
        self._principal = f"arn:aws:iam::{account}:root"

    async def authorize(self, scope: Scope, body: bytes) -> str:
        _parsed(scope)
        if not is_local(scope):
            raise FROM_ELSEWHERE()
        return self._principal


class VerifiedSignatures:
    """Verifies signatures for one region and service against known keys, over the body that really arrived."""

    def __init__(self, keys: AccessKeys, clock: Clock, *, account: str, region: str, service: str) -> None:
        self._keys = keys
        self._clock = clock
        self._account = account
        self._region = region
        self._service = service

    async def authorize(self, scope: Scope, body: bytes) -> str:
        authorization = _parsed(scope)
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        now = self._clock.now()
        self._refuse_time(headers, now)
        if authorization.region != self._region:
            raise WRONG_REGION(region=self._region)
        if authorization.service != self._service:
            raise WRONG_SERVICE(service=self._service)
        secret = await self._keys.get(authorization.access_key_id)
        if secret is None:
            raise UNKNOWN_KEY()
        if not verify(
            authorization,
            secret,
            method=scope["method"],
            raw_path=scope["raw_path"].decode("latin-1"),
            raw_query=scope["query_string"].decode("latin-1"),
            headers=headers,
            payload=body,
            region=self._region,
            service=self._service,
            now=now,
        ):
            raise WRONG_SIGNATURE()
        return f"arn:aws:iam::{self._account}:user/{authorization.access_key_id}"

    def _refuse_time(self, headers: list[tuple[str, str]], now: float) -> None:
        text = next((value for name, value in headers if name == "x-amz-date"), "")
        signed_at = parse_time(text)
        if signed_at is None:
            raise INCOMPLETE_SIGNATURE(reason="Authorization header requires existence of a valid 'X-Amz-Date' header.")
        if signed_at < now - LARGEST_SKEW:
            raise EXPIRED(signed_at=text, earliest=_timestamp(now - LARGEST_SKEW), now=_timestamp(now))
        if signed_at > now + LARGEST_SKEW:
            raise NOT_YET_CURRENT(signed_at=text, latest=_timestamp(now + LARGEST_SKEW), now=_timestamp(now))


def _parsed(scope: Scope) -> Authorization:
    found = [value for name, value in scope["headers"] if name == b"authorization"]
    if not found:
        raise MISSING_TOKEN()
    authorization = parse_authorization(found[0].decode("latin-1")) if len(found) == 1 else None
    if authorization is None:
        raise INCOMPLETE_SIGNATURE(
            reason="Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters."
        )
    return authorization


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")
