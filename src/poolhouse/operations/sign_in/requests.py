"""From the four sign-in operations to a flow's request, and from its answer to theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from poolhouse.directory.lookup import client_of_pool, existing_client, existing_pool, pool_of
from poolhouse.flows.context import Answer, LetIn, Services, SignInRequest, Tokens
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.operations.caller import Caller
from poolhouse.triggers.pre_token_generation.diagnosis import metadata_hint
from poolhouse.wire import cognito_idp as wire

Response = TypeVar("Response")


async def by_client(services: Services, client_id: str) -> tuple[UserPool, UserPoolClient]:
    async with services.store.read() as records:
        client = await existing_client(records, client_id)
        return await pool_of(records, client), client


async def by_pool(services: Services, pool_id: str, client_id: str) -> tuple[UserPool, UserPoolClient]:
    async with services.store.read() as records:
        pool = await existing_pool(records, pool_id)
        return pool, await client_of_pool(records, pool, client_id)


def sign_in_request(
    operation: str,
    pool: UserPool,
    client: UserPoolClient,
    caller: Caller,
    *,
    parameters: Mapping[str, str] | None,
    metadata: Mapping[str, str] | None,
    session: str | None = None,
) -> SignInRequest:
    """Metadata goes on to the trigger only where AWS passes it on; otherwise a note says that it was not."""
    hint = metadata_hint(operation) if metadata else None
    return SignInRequest(
        pool=pool,
        client=client,
        parameters=parameters or {},
        caller="admin" if operation.startswith("Admin") else "user",
        session=session,
        client_metadata=None if hint else metadata,
        notes=(hint,) if hint else (),
        sdk_version=caller.sdk_version,
        request_id=caller.request_id,
        source_ip=caller.source_ip,
    )


def authentication_result(tokens: Tokens) -> wire.AuthenticationResultType:
    new, metadata = tokens.new_device, None
    if new is not None:
        metadata = wire.NewDeviceMetadataType(device_key=new.key, device_group_key=new.group_key)
    return wire.AuthenticationResultType(
        access_token=tokens.access_token,
        expires_in=tokens.expires_in,
        token_type="Bearer",  # noqa: S106 - RFC 6750
        refresh_token=tokens.refresh_token,
        id_token=tokens.id_token,
        new_device_metadata=metadata,
    )


def answered(answer: Answer, response: Callable[..., Response]) -> Response:
    """The four operations answer in the same members."""
    if isinstance(answer, Tokens):
        return response(authentication_result=authentication_result(answer), challenge_parameters={})
    if isinstance(answer, LetIn):
        raise AssertionError("only pages let users in without tokens")
    return response(
        challenge_name=answer.name,
        challenge_parameters=answer.parameters,
        session=answer.session,
        available_challenges=list(answer.available) if answer.available else None,
    )
