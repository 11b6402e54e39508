"""The pre sign-up trigger: a function decides whether a user may come to be, and with what already confirmed.

Source: Cognito developer guide, "Pre sign-up Lambda trigger".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from poolhouse.model.user_pool import UserPool
from poolhouse.ports import FunctionRuntime
from poolhouse.triggers.envelope import envelope
from poolhouse.triggers.errors import UNRECOGNIZABLE
from poolhouse.triggers.invoke import call_trigger

NAME = "PreSignUp"
Source = Literal["PreSignUp_SignUp", "PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"]
_FLAGS = {"autoConfirmUser": "", "autoVerifyEmail": "email", "autoVerifyPhone": "phone_number"}
"""Member of the response → the attribute that it verifies."""


class Verdict(msgspec.Struct, frozen=True):
    """``verified`` are the attributes that need no proof any more."""

    confirmed: bool = False
    verified: frozenset[str] = frozenset()


async def pre_sign_up(
    runtime: FunctionRuntime,
    pool: UserPool,
    *,
    source: Source,
    username: str,
    client_id: str,
    sdk_version: str,
    attributes: Mapping[str, str],
    validation_data: Mapping[str, str] | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> Verdict:
    """What the pool's function says of a user to be; nothing where the pool has none.

    Raises the trigger's ServiceError: then no user may be made.
    """
    arn = pool.triggers.pre_sign_up
    if arn is None:
        return Verdict()
    request: dict[str, Any] = {
        "userAttributes": dict(attributes),
        "validationData": dict(validation_data) if validation_data else None,
    }
    if client_metadata:
        request["clientMetadata"] = dict(client_metadata)
    event = envelope(
        pool,
        source=source,
        username=username,
        client_id=client_id,
        sdk_version=sdk_version,
        request=request,
        response=dict.fromkeys(_FLAGS, False),
    )
    returned = await call_trigger(runtime, NAME, arn, event, pool.arn)
    return _verdict(returned["response"], attributes)


def _verdict(response: dict[str, Any], attributes: Mapping[str, str]) -> Verdict:
    """A flag that is left out, or null, is off."""
    if unknown := response.keys() - _FLAGS.keys():
        raise UNRECOGNIZABLE(hint=f"The answer adds {', '.join(sorted(unknown))} to event.response")
    if wrong := [name for name, value in response.items() if value is not None and not isinstance(value, bool)]:
        raise UNRECOGNIZABLE(hint=f"event.response.{wrong[0]} is neither true nor false")
    verified = frozenset(attribute for flag, attribute in _FLAGS.items() if attribute and response.get(flag))
    for attribute in sorted(verified):
        if not attributes.get(attribute):
            # An error by the developer guide; its type and text are unknown.
            raise UNRECOGNIZABLE(hint=f"The user has no {attribute} that could be verified")
    return Verdict(bool(response.get("autoConfirmUser")), verified)
