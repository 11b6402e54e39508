"""From the right password to the next challenge, or to tokens."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows import new_password
from poolhouse.flows.context import Answer, Services, SignInRequest, Tokens
from poolhouse.model import passwords
from poolhouse.model.group import group_claims
from poolhouse.model.user import User
from poolhouse.tokens import session
from poolhouse.tokens.issue import Order
from poolhouse.triggers.pre_token_generation.event import TriggerSource
from poolhouse.triggers.user_attributes import event_attributes


async def after_password(request: SignInRequest, services: Services, user: User, typed: str) -> Answer:
    """The states that keep a user with the right password out, then what is still to do. Raises ServiceError."""
    if user.status == "UNCONFIRMED":
        raise errors.USER_NOT_CONFIRMED()
    if user.status == "RESET_REQUIRED":
        raise errors.RESET_REQUIRED()
    if user.password and passwords.temporary_password_expired(request.pool, user.password, services.clock.now()):
        raise errors.TEMPORARY_PASSWORD_EXPIRED()
    if user.status == "FORCE_CHANGE_PASSWORD":
        return new_password.ask(request, services, user, typed)
    return await let_in(request, services, user, "TokenGeneration_Authentication")


async def let_in(request: SignInRequest, services: Services, user: User, source: TriggerSource) -> Tokens:
    """Tokens of a new session. Writes nothing. Raises the trigger's ServiceError."""
    async with services.store.read() as records:
        groups = group_claims(await records.groups_of(request.pool.id, user.sub))
        keys = await services.keys.of(request.pool.id, records)
    order = Order(
        pool=request.pool,
        client=request.client,
        user=user,
        groups=groups,
        session=session.begin(user, services.clock.now(), services.entropy.token_bytes),
        source=source,
        attributes=event_attributes(request.pool, user),
        client_metadata=request.client_metadata,
        notes=request.notes,
        sdk_version=request.sdk_version,
        request_id=request.request_id,
    )
    issued = await services.tokens.issue(order, keys)
    return Tokens(issued.id_token, issued.access_token, issued.expires_in, services.tokens.refresh_token(order))
