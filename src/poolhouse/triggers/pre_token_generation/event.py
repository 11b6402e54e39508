"""The event that the function is given, for versions V1_0, V2_0 and V3_0.

Source: Cognito developer guide, "Pre token generation Lambda trigger"; AWS's published event types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from poolhouse.model.group import GroupClaims

EventVersion = Literal["V1_0", "V2_0", "V3_0"]

TriggerSource = Literal[
    "TokenGeneration_HostedAuth",
    "TokenGeneration_Authentication",
    "TokenGeneration_NewPasswordChallenge",
    "TokenGeneration_AuthenticateDevice",
    "TokenGeneration_RefreshTokens",
    "TokenGeneration_ClientCredentials",
]

NAME = "PreTokenGeneration"
"""The trigger's name in error texts."""

MACHINE_SOURCE: TriggerSource = "TokenGeneration_ClientCredentials"
MACHINE_USERNAME = "ClientCredentials"
UNKNOWN_SDK = "aws-sdk-unknown-unknown"
"""``callerContext.awsSdkVersion`` when the caller's user agent tells nothing, and for the domain endpoints."""

CONTAINERS: Mapping[EventVersion, str] = {
    "V1_0": "claimsOverrideDetails",
    "V2_0": "claimsAndScopeOverrideDetails",
    "V3_0": "claimsAndScopeOverrideDetails",
}
"""The member of ``response`` that holds the changes."""

CLIENT_METADATA_OPERATIONS = frozenset(
    {
        "RespondToAuthChallenge",
        "AdminRespondToAuthChallenge",
        "GetTokensFromRefreshToken",
        "GetClientToken",
        "client_credentials",
    }
)
"""What passes its client metadata to this trigger; ``client_credentials`` is the grant of the token endpoint.

InitiateAuth and AdminInitiateAuth (refreshes included) hand theirs to other triggers as validation data; the other
grants of the token endpoint accept it and pass it to no one.
"""


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Whom tokens are being issued to. For client credentials only region, pool, client, scopes and metadata count.

    ``username`` is the stored user name, ``user_attributes`` the whole profile as strings (``identities`` as JSON
    text), ``groups`` the membership in order of precedence, ``scopes`` what the access token would carry,
    ``client_metadata`` None unless the operation is one of CLIENT_METADATA_OPERATIONS and the caller sent some.
    """

    region: str
    user_pool_id: str
    client_id: str
    trigger_source: TriggerSource
    scopes: tuple[str, ...]
    username: str = MACHINE_USERNAME
    user_attributes: Mapping[str, str] = msgspec.field(default_factory=dict)
    groups: GroupClaims = msgspec.field(default_factory=GroupClaims)
    sdk_version: str = UNKNOWN_SDK
    client_metadata: Mapping[str, str] | None = None

    @property
    def is_machine(self) -> bool:
        return self.trigger_source == MACHINE_SOURCE


def build_event(principal: Principal, version: EventVersion) -> dict[str, Any]:
    """The event as JSON-ready plain types."""
    return {
        "version": version[1],
        "triggerSource": principal.trigger_source,
        "region": principal.region,
        "userPoolId": principal.user_pool_id,
        "userName": MACHINE_USERNAME if principal.is_machine else principal.username,
        "callerContext": {"awsSdkVersion": principal.sdk_version, "clientId": principal.client_id},
        "request": _request(principal, version),
        "response": {CONTAINERS[version]: None},
    }


def _request(principal: Principal, version: EventVersion) -> dict[str, Any]:
    request: dict[str, Any] = {
        "userAttributes": {} if principal.is_machine else dict(principal.user_attributes),
        "groupConfiguration": None if principal.is_machine else _group_configuration(principal.groups),
    }
    if version != "V1_0":
        request["scopes"] = list(principal.scopes)
    if principal.client_metadata:
        request["clientMetadata"] = dict(principal.client_metadata)
    return request


def _group_configuration(groups: GroupClaims) -> dict[str, Any]:
    return {
        "groupsToOverride": list(groups.names),
        "iamRolesToOverride": list(groups.roles),
        "preferredRole": groups.preferred_role,
    }
