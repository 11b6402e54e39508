"""``poolhouse token``: the tokens of a sign-in, without the password."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.options import DEFAULT_DATA, DEFAULT_ENDPOINT, Config, Data, Endpoint, fail

if TYPE_CHECKING:
    from poolhouse.flows.context import Tokens
    from poolhouse.model.user import User

MENDS = {
    "UNCONFIRMED": "Confirm the user with: aws cognito-idp admin-confirm-sign-up",
    "FORCE_CHANGE_PASSWORD": "Give the user a password with: aws cognito-idp admin-set-user-password --permanent",
    "RESET_REQUIRED": "Give the user a password with: aws cognito-idp admin-set-user-password --permanent",
}
"""By status, what lets a user in whom a sign-in would not give tokens."""


def token(
    client: Annotated[str, typer.Option(help="The app client's id.")],
    user: Annotated[str, typer.Option(help="User name, alias or sub.")],
    pool: Annotated[str | None, typer.Option(help="The user pool's id; the client's own when left out.")] = None,
    id_only: Annotated[bool, typer.Option("--id", help="Print the ID token alone.")] = False,
    access_only: Annotated[bool, typer.Option("--access", help="Print the access token alone.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print an AuthenticationResult, which is the default too.")
    ] = False,
    data: Data = DEFAULT_DATA,
    config: Config = None,
    endpoint: Endpoint = DEFAULT_ENDPOINT,
) -> None:
    """Tokens of a sign-in, without the password.

    They are what USER_PASSWORD_AUTH would give, trigger included. Works on the data directory, beside a running server
    or without one. The issuer is that of the server at --endpoint, unless the configuration names another.
    """
    if id_only + access_only + as_json > 1:
        fail("--id, --access and --json exclude each other")
    tokens = asyncio.run(_tokens(data, config, endpoint, pool, client, user))
    if id_only or access_only:
        typer.echo(tokens.id_token if id_only else tokens.access_token)
        return
    from poolhouse.operations.sign_in.requests import authentication_result

    typer.echo(_pretty(authentication_result(tokens)))


def _pretty(value: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


async def _tokens(
    data: Path, config: Path | None, endpoint: str, pool_id: str | None, client_id: str, name: str
) -> Tokens:
    from poolhouse.cli.data import opened
    from poolhouse.directory.lookup import client_of_pool, existing_client, existing_pool, existing_user
    from poolhouse.flows.completion import new_tokens
    from poolhouse.flows.context import SignInRequest
    from poolhouse.triggers.pre_token_generation.event import UNKNOWN_SDK

    async with opened(data, config, endpoint.rstrip("/")) as parts:
        async with parts.store.read() as records:
            pool = await existing_pool(records, pool_id or (await existing_client(records, client_id)).pool_id)
            client = await client_of_pool(records, pool, client_id)
            user = await existing_user(records, pool, name)
        _check_may_sign_in(user)
        request = SignInRequest(
            pool=pool,
            client=client,
            parameters={},
            caller="admin",
            sdk_version=UNKNOWN_SDK,
            request_id=parts.entropy.uuid(),
        )
        return await new_tokens(request, parts.sign_in, user, "TokenGeneration_Authentication")


def _check_may_sign_in(user: User) -> None:
    if not user.enabled:
        fail(f"user {user.username} is disabled", mend="Enable the user with: aws cognito-idp admin-enable-user")
    if mend := MENDS.get(user.status):
        fail(f"user {user.username} cannot sign in with the status {user.status}", mend=mend)
