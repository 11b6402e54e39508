"""Who may call the signed operations (AWS Signature Version 4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple, Protocol

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
from poolhouse.identity.permissions import Permissions
from poolhouse.identity.sessions import SessionKeys
from poolhouse.model.sigv4 import LARGEST_SKEW, Authorization, parse_authorization, parse_time, verify
from poolhouse.ports import Clock


class Principal(NamedTuple):
    """Who signed a request.

    ``require`` takes an action (``service:Operation``) and a resource (an ARN or ``*``) and raises ServiceError unless
    both are allowed together; None for whom everything is.
    """

    arn: str
    require: Callable[[str, str], Awaitable[None]] | None = None


class Authorizer(Protocol):
    """Decides about one signed request."""

    async def authorize(self, scope: Scope, body: bytes) -> Principal:
        """Raises ServiceError."""
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
        self._principal = Principal(f"arn:aws:iam::{account}:root")

    async def authorize(self, scope: Scope, body: bytes) -> Principal:
        _parsed(scope)
        if not is_local(scope):
            raise FROM_ELSEWHERE()
        return self._principal


class _Signatures:
    """What a signature must be, for one region and service, over the body that really arrived."""

    def __init__(self, clock: Clock, region: str, service: str) -> None:
        self._clock = clock
        self._region = region
        self._service = service

    def check_scope(self, scope: Scope, authorization: Authorization) -> None:
        """Time, region and service. Raises ServiceError."""
        self._refuse_time(_header(scope, b"x-amz-date"))
        if authorization.region != self._region:
            raise WRONG_REGION(region=self._region)
        if authorization.service != self._service:
            raise WRONG_SERVICE(service=self._service)

    def check(self, scope: Scope, body: bytes, authorization: Authorization, secret: str) -> None:
        """Raises ServiceError."""
        if not verify(
            authorization,
            secret,
            method=scope["method"],
            raw_path=scope["raw_path"].decode("latin-1"),
            raw_query=scope["query_string"].decode("latin-1"),
            headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
            payload=body,
            region=self._region,
            service=self._service,
            now=self._clock.now(),
        ):
            raise WRONG_SIGNATURE()

    def _refuse_time(self, text: str) -> None:
        signed_at, now = parse_time(text), self._clock.now()
        if signed_at is None:
            raise INCOMPLETE_SIGNATURE(reason="Authorization header requires existence of a valid 'X-Amz-Date' header.")
        if signed_at < now - LARGEST_SKEW:
            raise EXPIRED(signed_at=text, earliest=_timestamp(now - LARGEST_SKEW), now=_timestamp(now))
        if signed_at > now + LARGEST_SKEW:
            raise NOT_YET_CURRENT(signed_at=text, latest=_timestamp(now + LARGEST_SKEW), now=_timestamp(now))


class VerifiedSignatures:
    """Verifies signatures for one region and service against known keys."""

    def __init__(self, keys: AccessKeys, clock: Clock, *, account: str, region: str, service: str) -> None:
        self._keys = keys
        self._account = account
        self._signatures = _Signatures(clock, region, service)

    async def authorize(self, scope: Scope, body: bytes) -> Principal:
        authorization = _parsed(scope)
        self._signatures.check_scope(scope, authorization)
        secret = await self._keys.get(authorization.access_key_id)
        if secret is None:
            raise UNKNOWN_KEY()
        self._signatures.check(scope, body, authorization, secret)
        return Principal(f"arn:aws:iam::{self._account}:user/{authorization.access_key_id}")


class SessionSignatures:
    """Verifies requests signed with session keys of this server, whatever is done about ``others``.

    Their holders may do what their role allows, from anywhere.
    """

    def __init__(
        self,
        sessions: SessionKeys,
        permissions: Permissions,
        others: Authorizer,
        clock: Clock,
        *,
        region: str,
        service: str,
    ) -> None:
        self._sessions = sessions
        self._permissions = permissions
        self._others = others
        self._signatures = _Signatures(clock, region, service)

    async def authorize(self, scope: Scope, body: bytes) -> Principal:
        authorization = _parsed(scope)
        caller = self._sessions.find(authorization.access_key_id, _header(scope, b"x-amz-security-token") or None)
        if caller is None:
            return await self._others.authorize(scope, body)
        self._signatures.check_scope(scope, authorization)
        self._signatures.check(scope, body, authorization, caller.secret)
        return Principal(caller.user_arn, partial(self._permissions.require, caller))


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


def _header(scope: Scope, name: bytes) -> str:
    """The first of this name; none is the empty text."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")
