"""The inbound federation trigger: a function sees what an identity provider says of a user, and may change it.

Source: Cognito developer guide, "Inbound federation Lambda trigger".
"""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse.model.identity_provider import ProviderType
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import FunctionRuntime
from poolhouse.triggers.envelope import envelope
from poolhouse.triggers.errors import UNRECOGNIZABLE
from poolhouse.triggers.invoke import call_trigger
from poolhouse.triggers.pre_token_generation.event import UNKNOWN_SDK

NAME = "InboundFederation"
SOURCE = "InboundFederation_ExternalProvider"
_RESULT = "userAttributesToMap"


async def inbound_federation(
    runtime: FunctionRuntime,
    pool: UserPool,
    *,
    provider: str,
    provider_type: ProviderType,
    username: str,
    client_id: str,
    evidence: Mapping[str, Mapping[str, str]],
) -> dict[str, str] | None:
    """The claims to map instead of the provider's; None: the provider's own.

    Raises the trigger's ServiceError: then the sign-in is refused.
    """
    config = pool.triggers.inbound_federation
    if config is None:
        return None
    event = envelope(
        pool,
        source=SOURCE,
        username=username,
        client_id=client_id,
        sdk_version=UNKNOWN_SDK,
        request={
            "providerName": provider,
            "providerType": provider_type,
            "attributes": {name: dict(members) for name, members in evidence.items()},
        },
        response={_RESULT: {}},
    )
    returned = await call_trigger(runtime, NAME, config.lambda_arn, event, pool.arn)
    response = returned["response"]
    claims = response.get(_RESULT)
    if response.keys() - {_RESULT} or not isinstance(claims, dict | None):
        raise UNRECOGNIZABLE(hint=f"event.response must hold an object {_RESULT} and nothing else")
    if wrong := [name for name, value in (claims or {}).items() if not isinstance(value, str)]:
        raise UNRECOGNIZABLE(hint=f"event.response.{_RESULT}.{wrong[0]} is no text")
    return claims or None
