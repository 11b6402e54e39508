"""The members that the events of all triggers share (Cognito developer guide, "Customizing user pool workflows with
Lambda triggers")."""

from __future__ import annotations

from typing import Any

from poolhouse.model.user_pool import UserPool

CLIENT_ID_NOT_APPLICABLE = "CLIENT_ID_NOT_APPLICABLE"
"""``callerContext.clientId`` where an administrator calls, without a client."""


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
