"""The tables of flows and challenges, and which of them a client may use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from poolhouse import errors
from poolhouse.directory.lookup import check_secret_hash_given
from poolhouse.errors import Problem
from poolhouse.flows import (
    device_srp,
    mfa,
    mfa_setup,
    new_password,
    passkey,
    refresh,
    user_auth,
    user_password,
    user_srp,
)
from poolhouse.flows.context import Answer, Services, SignInRequest

Step = Callable[[SignInRequest, Services], Awaitable[Answer]]


class Flow(NamedTuple):
    """``permits``: any of these ExplicitAuthFlows enables the flow. ``requires``: parameters without which there is
    nothing to decide. ``callers``: operations it goes with."""

    start: Step
    permits: frozenset[str]
    disabled: Problem
    requires: tuple[str, ...] = ()
    callers: frozenset[str] = frozenset({"user", "admin"})


async def _custom(request: SignInRequest, services: Services) -> Answer:
    """No pool can have the custom challenge triggers yet, so this is AWS's answer for a pool without them."""
    raise errors.CUSTOM_AUTH_NOT_CONFIGURED()


_REFRESH = Flow(
    refresh.start,
    refresh.REFRESH_PERMITS,
    errors.PASSWORD_FLOW_OFF,
    ("REFRESH_TOKEN",),
)
_ADMIN_PASSWORD = Flow(
    user_password.start,
    frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}),
    errors.ADMIN_FLOW_OFF,
    ("USERNAME", "PASSWORD"),
    frozenset({"admin"}),
)

FLOWS: dict[str, Flow] = {
    "USER_SRP_AUTH": Flow(
        user_srp.start,
        frozenset({"ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"}),
        errors.FLOW_OFF,
        ("USERNAME", "SRP_A"),
    ),
    "USER_PASSWORD_AUTH": Flow(
        user_password.start,
        frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}),
        errors.PASSWORD_FLOW_OFF,
        ("USERNAME", "PASSWORD"),
        frozenset({"user"}),
    ),
    "ADMIN_USER_PASSWORD_AUTH": _ADMIN_PASSWORD,
    "ADMIN_NO_SRP_AUTH": _ADMIN_PASSWORD,
    "REFRESH_TOKEN_AUTH": _REFRESH,
    "REFRESH_TOKEN": _REFRESH,
    "CUSTOM_AUTH": Flow(_custom, frozenset({"ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"}), errors.FLOW_OFF),
    "USER_AUTH": Flow(user_auth.start, frozenset({"ALLOW_USER_AUTH"}), errors.PASSWORD_FLOW_OFF, ("USERNAME",)),
}

CHALLENGES: dict[str, Step] = {
    user_srp.NAME: user_srp.respond,
    new_password.NAME: new_password.respond,
    device_srp.NAME: device_srp.start,
    device_srp.VERIFIER: device_srp.respond,
    user_auth.SELECT: user_auth.select,
    user_auth.PASSWORD: user_auth.with_password,
    user_auth.PASSWORD_SRP: user_auth.with_srp,
    passkey.NAME: passkey.respond,
    mfa.SOFTWARE_TOKEN: mfa.respond,
    mfa.SETUP: mfa_setup.set_up,
}


async def initiate(flow_name: str, request: SignInRequest, services: Services) -> Answer:
    """The first request of a sign-in, or a refresh. Raises ServiceError."""
    flow = FLOWS.get(flow_name)
    if flow is None or request.caller not in flow.callers:
        raise errors.FLOW_NOT_SUPPORTED()
    check_secret_hash_given(request.client, request.parameters.get("SECRET_HASH"))
    if not flow.permits & request.client.flows:
        raise flow.disabled(flow=flow_name)
    for name in flow.requires:
        request.required(name)
    return await flow.start(request, services)


async def respond(challenge_name: str, request: SignInRequest, services: Services) -> Answer:
    """The answer to a challenge. Raises ServiceError."""
    step = CHALLENGES.get(challenge_name)
    if step is None:
        raise errors.NOT_BUILT(what=f"The challenge {challenge_name}")
    check_secret_hash_given(request.client, request.parameters.get("SECRET_HASH"))
    return await step(request, services)
