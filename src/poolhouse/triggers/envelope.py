"""The members that the events of all triggers share (Cognito developer guide, "Customizing user pool workflows with
Lambda triggers")."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

from poolhouse.model.user_pool import UserPool

CLIENT_ID_NOT_APPLICABLE = "CLIENT_ID_NOT_APPLICABLE"
"""``callerContext.clientId`` where an administrator calls, without a client."""

Response = TypeVar("Response")


class _CallerContext(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    aws_sdk_version: str
    client_id: str


class Returned(msgspec.Struct, Generic[Response], frozen=True, rename="camel", forbid_unknown_fields=True):
    """An event in version 1 or later as it has to come back: with the members that it had and no others, of the types
    that they had. Their values do not matter, but for ``response``."""

    version: str
    trigger_source: str
    region: str
    user_pool_id: str
    user_name: str
    caller_context: _CallerContext
    request: dict[str, Any]
    response: Response


def envelope(
    pool: UserPool,
    *,
    source: str,
    username: str,
    client_id: str,
    sdk_version: str,
    request: dict[str, Any],
    response: dict[str, Any],
) -> dict[str, Any]:
    """An event in version 1, as JSON-ready plain types."""
    return {
        "version": "1",
        "triggerSource": source,
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": sdk_version, "clientId": client_id},
        "request": request,
        "response": response,
    }
