"""The sealed state of a question to the user, as every flow makes it and opens it again."""

from __future__ import annotations

from typing import Protocol

from poolhouse import errors
from poolhouse.flows import devices
from poolhouse.flows.challenge import ChallengeState, SrpExchange, expiry
from poolhouse.flows.context import Services, SignInRequest

OTHER_SIDE = "what a page asks is answered on a page, what the API asks by the API"


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
        on_a_page=request.caller == "page",
    )
    return services.challenges.seal(state)


def open_state(request: SignInRequest, services: Services, challenge: str, text: str | None = None) -> ChallengeState:
    """The state that the request answers; ``text`` where it does not stand in the session. Raises ServiceError."""
    state = services.challenges.open(
        text or request.session or "",
        challenge=challenge,
        pool=request.pool,
        client=request.client,
        username=request.required("USERNAME"),
        now=services.clock.now(),
    )
    if state.on_a_page != (request.caller == "page"):
        raise errors.SESSION_INVALID(hint=OTHER_SIDE)
    request.check_secret_hash(request.required("USERNAME"), state.username, state.typed)
    return state
