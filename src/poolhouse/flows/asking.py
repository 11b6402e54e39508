"""The sealed state of a question to the user, as every flow makes it."""

from __future__ import annotations

from typing import Protocol

from poolhouse.flows import devices
from poolhouse.flows.challenge import ChallengeState, SrpExchange, expiry
from poolhouse.flows.context import Services, SignInRequest


class Asked(Protocol):
    """A user, or a name that nobody has."""

    @property
    def sub(self) -> str: ...
    @property
    def username(self) -> str: ...


def sealed_state(
    request: SignInRequest,
    services: Services,
    challenge: str,
    asked: Asked,
    typed: str,
    *,
    srp: SrpExchange | None = None,
    password_set_at: float | None = None,
    device_key: str | None = None,
) -> str:
    """``typed`` is the name that the client signed in with; ``device_key`` the request's own unless given."""
    state = ChallengeState(
        id=services.entropy.uuid(),
        challenge=challenge,
        client_id=request.client.id,
        sub=asked.sub,
        username=asked.username,
        typed=typed,
        expires_at=expiry(request.client, services.clock.now()),
        srp=srp,
        password_set_at=password_set_at,
        device_key=device_key or request.parameters.get(devices.PARAMETER),
    )
    return services.challenges.seal(state)
