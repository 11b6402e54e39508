"""A trial of a pre token generation function: the event, a real worker, and the code that issues real tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from poolhouse.app import Parts
from poolhouse.directory.lookup import client_of_pool, existing_pool, existing_user
from poolhouse.errors import ServiceError
from poolhouse.model.group import GroupClaims, group_claims
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import FunctionRuntime, Invocation
from poolhouse.tokens import access_token, id_token, machine, session
from poolhouse.tokens.grant import Grant
from poolhouse.triggers.pre_token_generation.event import (
    MACHINE_SOURCE,
    UNKNOWN_SDK,
    EventVersion,
    Principal,
    TriggerSource,
    build_event,
)
from poolhouse.triggers.pre_token_generation.trigger import (
    Outcome,
    TriggerConfig,
    configured,
    pre_token_generation,
    without_trigger,
)
from poolhouse.triggers.user_attributes import event_attributes
from poolhouse.wire import cognito_idp as wire

VERSIONS: Mapping[str, EventVersion] = {"1": "V1_0", "2": "V2_0", "3": "V3_0"}
"""``event.version`` → the name that LambdaConfig uses."""

_EXAMPLE_POOL_SUFFIX = "Example00"
_EXAMPLE_CLIENT = "1example2example3example45"
_EXAMPLE_ROLE = "arn:aws:iam::000000000000:role/diver"
_EXAMPLE_ATTRIBUTES = {
    "email": "marina@example.com",
    "email_verified": "true",
    "name": "Marina",
    "phone_number": "+15555550100",
    "phone_number_verified": "true",
}


class BadTestEvent(ValueError):
    """The test event cannot be one of this trigger; the text says where and why."""


class UnclearClient(Exception):
    """The pool has not exactly one app client, so one must be named."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the trial's tokens are for. ``principal`` is what the function learns."""

    pool: UserPool
    client: UserPoolClient
    user: User
    principal: Principal


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """``before`` are the tokens without the function. Either ``after`` or ``failure`` is set; ``invocation`` is None
    when the function could not be called."""

    version: EventVersion
    event: dict[str, Any]
    before: Outcome
    after: Outcome | None
    failure: ServiceError | None
    invocation: Invocation | None


def example_subject(region: str, account: str, source: TriggerSource) -> Subject:
    """A made-up user with two groups, signed in by the API."""
    pool_id = f"{region}_{_EXAMPLE_POOL_SUFFIX}"
    pool = UserPool(
        id=pool_id,
        name="example",
        arn=f"arn:aws:cognito-idp:{region}:{account}:userpool/{pool_id}",
        settings=wire.UserPoolType(),
        schema=(),
        created_at=0.0,
        modified_at=0.0,
    )
    user = User(
        pool_id=pool_id,
        sub="5f1c0a2e-0d4b-4c57-9f3e-6a1b2c3d4e5f",
        username="marina",
        status="CONFIRMED",
        enabled=True,
        attributes=_EXAMPLE_ATTRIBUTES,
        created_at=0.0,
        modified_at=0.0,
    )
    client = UserPoolClient(
        id=_EXAMPLE_CLIENT,
        pool_id=pool_id,
        name="example",
        secret=None,
        settings=wire.UserPoolClientType(),
        created_at=0.0,
        modified_at=0.0,
    )
    groups = GroupClaims(("divers", "crew"), (_EXAMPLE_ROLE,), _EXAMPLE_ROLE)
    return _subject(pool, client, user, groups, source)


async def stored_subject(
    parts: Parts, pool_id: str, client_id: str | None, name: str, source: TriggerSource
) -> tuple[Subject, EventVersion | None]:
    """A user of the data directory, and the version that the pool is configured for, if any.

    Raises ServiceError, UnclearClient.
    """
    async with parts.store.read() as records:
        pool = await existing_pool(records, pool_id)
        if client_id is None:
            clients = await records.list_clients(pool_id, after=None, limit=2)
            if len(clients) != 1:
                raise UnclearClient
            client = clients[0]
        else:
            client = await client_of_pool(records, pool, client_id)
        user = await existing_user(records, pool, name)
        groups = group_claims(await records.groups_of(pool_id, user.sub))
    config = configured(pool.triggers)
    return _subject(pool, client, user, groups, source), config.version if config else None


def _subject(pool: UserPool, client: UserPoolClient, user: User, groups: GroupClaims, source: TriggerSource) -> Subject:
    principal = Principal(
        region=pool.region,
        user_pool_id=pool.id,
        client_id=client.id,
        trigger_source=source,
        scopes=() if source == MACHINE_SOURCE else session.API_SCOPES,
        username=user.username,
        user_attributes=event_attributes(pool, user),
        groups=groups,
        sdk_version=UNKNOWN_SDK,
    )
    return Subject(pool=pool, client=client, user=user, principal=principal)


class _Form(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    pass


class _CallerContext(_Form, frozen=True):
    aws_sdk_version: str
    client_id: str


class _GroupConfiguration(_Form, frozen=True):
    groups_to_override: tuple[str, ...] = ()
    iam_roles_to_override: tuple[str, ...] = ()
    preferred_role: str | None = None


class _Request(_Form, frozen=True):
    user_attributes: dict[str, str] = {}
    group_configuration: _GroupConfiguration | None = None
    scopes: tuple[str, ...] = ()
    client_metadata: dict[str, str] | None = None


class _Event(_Form, frozen=True):
    version: Literal["1", "2", "3"]
    trigger_source: TriggerSource
    region: str
    user_pool_id: str
    user_name: str
    caller_context: _CallerContext
    request: _Request
    response: dict[str, Any] = {}


def with_test_event(subject: Subject, test_event: object) -> tuple[Subject, EventVersion]:
    """The subject as ``test_event`` has it, which is merged over a complete event (RFC 7396: null removes a member).

    What it holds in ``response`` is not looked at: every call begins with an empty one. Raises BadTestEvent.
    """
    version = test_event.get("version", "1") if isinstance(test_event, dict) else None
    if not isinstance(test_event, dict) or version not in VERSIONS:
        raise BadTestEvent('it must be an object, and its version, if any, "1", "2" or "3"')
    complete = {**build_event(_principal_for(subject, test_event), "V2_0"), "version": version}
    try:
        event = msgspec.convert(_merge_patch(complete, test_event), _Event)
    except msgspec.ValidationError as flaw:
        raise BadTestEvent(str(flaw)) from None
    return _changed(subject, event), VERSIONS[event.version]


def _principal_for(subject: Subject, test_event: Mapping[str, Any]) -> Principal:
    """A machine's event is another to begin with: it has no user, and no scopes but those that were asked for."""
    if test_event.get("triggerSource", subject.principal.trigger_source) != MACHINE_SOURCE:
        return subject.principal
    return replace(subject.principal, trigger_source=MACHINE_SOURCE, scopes=())


def _merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merge_patch(merged.get(name), value)
    return merged


def _changed(subject: Subject, event: _Event) -> Subject:
    request, groups = event.request, event.request.group_configuration or _GroupConfiguration()
    principal = Principal(
        region=event.region,
        user_pool_id=event.user_pool_id,
        client_id=event.caller_context.client_id,
        trigger_source=event.trigger_source,
        scopes=request.scopes,
        username=event.user_name,
        user_attributes=request.user_attributes,
        groups=GroupClaims(groups.groups_to_override, groups.iam_roles_to_override, groups.preferred_role),
        sdk_version=event.caller_context.aws_sdk_version,
        client_metadata=request.client_metadata,
    )
    attributes = {name: value for name, value in request.user_attributes.items() if not name.startswith("cognito:")}
    user = msgspec.structs.replace(
        subject.user, username=event.user_name, sub=attributes.pop("sub", subject.user.sub), attributes=attributes
    )
    pool = msgspec.structs.replace(subject.pool, id=event.user_pool_id)
    client = msgspec.structs.replace(subject.client, id=event.caller_context.client_id, pool_id=event.user_pool_id)
    return Subject(pool=pool, client=client, user=user, principal=principal)


async def try_out(parts: Parts, function_arn: str, version: EventVersion, subject: Subject) -> Trial:
    """Call the function once, as an issue of tokens would, and sign nothing. Raises BadTestEvent for attributes that
    no token can hold."""
    principal, config = subject.principal, TriggerConfig(function_arn, version)
    if not config.calls_for(principal):
        raise BadTestEvent("for client credentials a function is called with version 3 alone: add --version 3")
    base_id, base_access = _base_claims(parts, subject)
    runtime = _Watched(parts.functions)
    after, failure = None, None
    try:
        after = await pre_token_generation(runtime, config, principal, base_id, base_access, subject.pool.arn)
    except ServiceError as error:
        failure = error
    return Trial(
        version=version,
        event=build_event(principal, version),
        before=without_trigger(principal, base_id, base_access),
        after=after,
        failure=failure,
        invocation=runtime.last,
    )


def _base_claims(parts: Parts, subject: Subject) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    now, issuer = parts.clock.now(), parts.issuer.of(subject.pool)
    if subject.principal.is_machine:
        return None, machine.base_claims(subject.client, issuer, int(now), parts.entropy.uuid())
    grant = Grant(
        user=subject.user,
        client=subject.client,
        groups=subject.principal.groups,
        session=session.begin(subject.user, now, parts.entropy.token_bytes),
        issuer=issuer,
        now=int(now),
        new_jti=parts.entropy.uuid,
    )
    try:
        return id_token.base_claims(grant), access_token.base_claims(grant)
    except (ValueError, msgspec.MsgspecError) as flaw:
        raise BadTestEvent(f"userAttributes hold a value that no token can carry: {flaw}") from None


class _Watched:
    """A FunctionRuntime that remembers the last answer, which tells more than the error made from it."""

    def __init__(self, runtime: FunctionRuntime) -> None:
        self._runtime = runtime
        self.last: Invocation | None = None

    async def invoke(self, arn: str, payload: bytes, *, timeout: float, source_arn: str | None = None) -> Invocation:
        self.last = await self._runtime.invoke(arn, payload, timeout=timeout, source_arn=source_arn)
        return self.last
