"""USER_AUTH: the user, or the client, chooses how to sign in (developer guide, "Authentication flows").

Passwords and passkeys are built; one-time passwords are not, so that nobody is ever offered one.
"""

from __future__ import annotations

import base64

from msgspec.structs import replace

from poolhouse import errors
from poolhouse.flows import devices, passkey, sign_up_session, user_password, user_srp
from poolhouse.flows.asking import open_state, sealed_state
from poolhouse.flows.challenge import use_up
from poolhouse.flows.context import Answer, Challenge, Services, SignInRequest
from poolhouse.flows.suspect import Suspect, identify

SELECT = "SELECT_CHALLENGE"
PASSWORD = "PASSWORD"  # noqa: S105 - the name of a challenge
PASSWORD_SRP = "PASSWORD_SRP"  # noqa: S105 - the name of a challenge
_CHOICES = frozenset({PASSWORD, PASSWORD_SRP, passkey.NAME, "EMAIL_OTP", "SMS_OTP"})
_NOT_BUILT = ("TARGET_ACR_VALUES", "MAX_AGE", "ACCESS_TOKEN")
_PROOF = {PASSWORD: "PASSWORD", PASSWORD_SRP: "SRP_A"}
"""What answers a challenge that asks for a password."""


async def start(request: SignInRequest, services: Services) -> Answer:
    """The challenge that the client prefers, where the user can meet it; else the choice. Whoever comes straight
    from the confirmation of a sign-up is asked neither."""
    if request.pool.settings.user_pool_tier == "LITE":
        raise errors.FEATURE_NOT_IN_TIER(tier="LITE", feature="Passwordless Sign-In")
    for name in _NOT_BUILT:
        if request.parameters.get(name):
            raise errors.NOT_BUILT(what=f"The parameter {name} of USER_AUTH")
    if request.session:
        return await sign_up_session.start(request, services)
    return await _go_on(request, services, request.parameters.get("PREFERRED_CHALLENGE"))


async def select(request: SignInRequest, services: Services) -> Answer:
    """The user's choice; what proves it may come along.

    A CREDENTIAL counts as the answer to the WEB_AUTHN challenge that it was signed for: a choice has none of its own.
    """
    choice = request.required("ANSWER")
    if choice not in _CHOICES:
        raise errors.FIRST_FACTOR_UNKNOWN(name=choice)
    credential = None
    if choice == passkey.NAME and request.parameters.get("CREDENTIAL"):
        credential = passkey.read_credential(request.parameters["CREDENTIAL"])
    request = await _reopened(request, services, SELECT)
    if credential is not None:
        session = base64.b64encode(credential.challenge).decode()
        return await passkey.respond(replace(request, session=session), services)
    return await _go_on(request, services, choice)


async def with_password(request: SignInRequest, services: Services) -> Answer:
    """The answer to PASSWORD."""
    request.required(_PROOF[PASSWORD])
    return await user_password.start(await _reopened(request, services, PASSWORD), services)


async def with_srp(request: SignInRequest, services: Services) -> Answer:
    """The answer to PASSWORD_SRP."""
    request.required(_PROOF[PASSWORD_SRP])
    return await user_srp.start(await _reopened(request, services, PASSWORD_SRP), services)


async def _go_on(request: SignInRequest, services: Services, choice: str | None) -> Answer:
    if choice and choice not in _CHOICES:
        raise errors.FIRST_FACTOR_UNKNOWN(name=choice)
    if choice == PASSWORD and request.parameters.get(_PROOF[PASSWORD]):
        return await user_password.start(request, services)
    if choice == PASSWORD_SRP and request.parameters.get(_PROOF[PASSWORD_SRP]):
        return await user_srp.start(request, services)
    by_password = choice in _PROOF
    async with services.store.read() as records:
        suspect = await identify(request, services, records, services.clock.now(), by_password=by_password)
        rp_id, passkeys = await passkey.usable(request, services, records, suspect)
    if choice in _PROOF:
        return _ask(request, services, suspect, choice)
    if choice == passkey.NAME and passkeys:
        return passkey.ask(request, services, suspect, rp_id, passkeys)
    available = (PASSWORD_SRP, PASSWORD, *((passkey.NAME,) if passkeys else ()))
    return _ask(request, services, suspect, SELECT, available)


def _ask(
    request: SignInRequest,
    services: Services,
    suspect: Suspect,
    name: str,
    available: tuple[str, ...] | None = None,
) -> Challenge:
    return Challenge(name, {}, sealed_state(request, services, name, suspect, suspect.typed), available)


async def _reopened(request: SignInRequest, services: Services, name: str) -> SignInRequest:
    """The request under the name that the sign-in began with; its session is used up. Raises ServiceError."""
    state = open_state(request, services, name)
    async with services.store.write(fleeting=True) as records:
        request = await devices.carried_on(request, records, state)
        await use_up(records, state)
    return request.with_parameter("USERNAME", state.typed)
