"""USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the password itself, checked against its verifier."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows import lockout
from poolhouse.flows.completion import after_password
from poolhouse.flows.context import Answer, Services, SignInRequest
from poolhouse.flows.suspect import identify
from poolhouse.model import passwords


async def start(request: SignInRequest, services: Services) -> Answer:
    now = services.clock.now()
    async with services.store.read() as records:
        suspect = await identify(request, services, records, now)
        password = request.required("PASSWORD")
        # Asked again right before the check, so that parallel guesses cannot slip past the lock together.
        failures = await lockout.check(records, request.pool.id, suspect.subject, now)
        right = passwords.matches(request.pool, suspect.username, suspect.password, password)
    if not right or suspect.user is None:
        await lockout.failed(services.store, request.pool.id, suspect.subject, now)
        raise errors.INCORRECT_PASSWORD()
    if not suspect.user.enabled:
        raise errors.USER_DISABLED()
    await lockout.succeeded(services.store, request.pool.id, suspect.subject, failures)
    return await after_password(request, services, suspect.user, suspect.typed)
