"""The composition root: the only place that ties adapters to protocols."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.types import ASGIApp, Lifespan

from poolhouse import __version__
from poolhouse.app.deployments import Deployments
from poolhouse.app.js_function import js_function
from poolhouse.app.lazily import Lazily
from poolhouse.app.outgoing import Outgoing
from poolhouse.app.parts import Parts, Settings
from poolhouse.config import ConfigFile, config_functions, smtp_settings
from poolhouse.directory.pool_address import PoolAddresses
from poolhouse.directory.relying_party import RelyingParties
from poolhouse.directory.strangers import Strangers
from poolhouse.flows.challenge import ChallengeBox
from poolhouse.flows.context import Services as SignInServices
from poolhouse.functions.api.operations import LambdaOperations
from poolhouse.functions.api.router import make_router
from poolhouse.functions.code_store import CodeStore
from poolhouse.functions.runtime import LocalFunctionRuntime, RuntimeSettings
from poolhouse.http.admin import admin_routes
from poolhouse.http.app import Edge, build_app
from poolhouse.http.authorization import AnyCredentials, Authorizer, SessionSignatures, VerifiedSignatures
from poolhouse.http.aws_json import AwsJson, JsonService
from poolhouse.http.body import BodyLimits
from poolhouse.http.lambda_access import LambdaAccess
from poolhouse.http.resources import resource_of
from poolhouse.http.signed_rest import SignedRest
from poolhouse.http.well_known import Discovery, KeySet
from poolhouse.identity.catalogue import OPERATIONS as IDENTITY_OPERATIONS
from poolhouse.identity.linking import Identities
from poolhouse.identity.logins import Logins
from poolhouse.identity.open_id_tokens import OpenIdTokens
from poolhouse.identity.permissions import Permissions
from poolhouse.identity.sessions import SessionKeys
from poolhouse.identity.user_pool_logins import UserPoolLogins
from poolhouse.mail.inbox import Inbox
from poolhouse.mail.later import LaterSender
from poolhouse.mail.smtp import SmtpSender
from poolhouse.model import sigv4
from poolhouse.model.identity_pool import SIGNING_POOL
from poolhouse.oauth.federation.trip import TripBox
from poolhouse.operations.catalogue import bind
from poolhouse.operations.codes import Codes
from poolhouse.operations.confirmation_links import ConfirmationLinks
from poolhouse.pages.journey import JourneyBox
from poolhouse.ports import Clock, Entropy, Gone
from poolhouse.storage.function_store import SqlFunctionStore
from poolhouse.storage.sealing import MASTER_KEY_FILE, Sealer, load_master_key
from poolhouse.storage.sqlite import SqliteStore
from poolhouse.system import SystemClock, SystemEntropy
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.tokens.issue import TokenIssuer
from poolhouse.tokens.issuer import Issuer
from poolhouse.tokens.keys import KeyRing
from poolhouse.tokens.machine import MachineTokens
from poolhouse.tokens.recorded_trigger import RecordedTrigger
from poolhouse.tokens.refresh_token import RefreshTokenBox
from poolhouse.triggers.recent import RecentInvocations
from poolhouse.triggers.recent_lines import RecentLines
from poolhouse.wire import cognito_identity, cognito_idp

if TYPE_CHECKING:
    from poolhouse.functions.remote import RemoteLambda

FUNCTION_BODY_BYTES = 80 * 1024 * 1024
"""A zip of 50 MB, in Base64, with room for the rest of the request."""

DATABASE_FILE = "poolhouse.db"
"""Its name in the data directory."""

PURGE_SECONDS = 600
REMOTE_SECONDS = 910.0
"""Beyond Lambda's longest time limit: who calls a function sets the limit that counts."""

_log = logging.getLogger(__name__)
_function_log = logging.getLogger("poolhouse.function")


def prepare_data_folder(data: Path) -> None:
    """Nobody else may look in: it holds the database and the master key."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)


def assemble(settings: Settings, clock: Clock | None = None, entropy: Entropy | None = None) -> Parts:
    """Open the data directory and tie everything together. Needs a running event loop.

    Time and randomness are the system's unless given. Raises BadConfiguration, SchemaTooNew, PermissionError,
    ValueError.
    """
    config, clock, entropy = settings.config, clock or SystemClock(), entropy or SystemEntropy()
    prepare_data_folder(settings.data)
    database = settings.data / DATABASE_FILE
    sealer = Sealer(load_master_key(settings.data / MASTER_KEY_FILE, database))
    store = SqliteStore(database, sealer)
    function_store = SqlFunctionStore(store)
    keys, recent, lines = KeyRing(), RecentInvocations(), RecentLines()
    functions = _functions(settings, clock, entropy, function_store, lines)
    issuer = Issuer(config.issuer or settings.endpoint, settings.endpoint)
    refresh_tokens = RefreshTokenBox(sealer.derive("refresh tokens"), entropy.token_bytes)
    trigger = RecordedTrigger(functions, recent, clock)
    tokens = TokenIssuer(issuer=issuer, trigger=trigger, refresh_tokens=refresh_tokens, clock=clock, entropy=entropy)
    inbox = Inbox(store, clock)
    messages = SmtpSender(smtp_settings(config.smtp), inbox) if config.smtp else inbox
    sign_in = SignInServices(
        store=store,
        clock=clock,
        entropy=entropy,
        keys=keys,
        tokens=tokens,
        refresh_tokens=refresh_tokens,
        challenges=ChallengeBox(sealer.derive("challenges"), entropy.token_bytes),
        strangers=Strangers(sealer.derive("strangers")),
        relying_parties=RelyingParties(_public_url(settings)),
    )
    return Parts(
        settings=settings,
        store=store,
        functions=functions,
        function_store=function_store,
        keys=keys,
        tokens=tokens,
        machine_tokens=MachineTokens(issuer=issuer, trigger=trigger, clock=clock, entropy=entropy),
        access_tokens=AccessTokens(issuer, keys),
        issuer=issuer,
        sign_in=sign_in,
        codes=Codes(sealer.derive("codes"), clock, entropy),
        session_keys=SessionKeys(
            sealing=sealer.derive("session keys: sealing"),
            signing=sealer.derive("session keys: signing"),
            marking=sealer.derive("session keys: marking"),
            clock=clock,
            entropy=entropy,
        ),
        page_journeys=JourneyBox(sealer.derive("page journeys"), clock, entropy),
        trips=TripBox(sealer.derive("trips to identity providers"), entropy.token_bytes),
        outgoing=Outgoing(settings.data),
        open_id_tokens=OpenIdTokens(config.issuer or settings.endpoint, settings.endpoint, store, clock, entropy),
        recent=recent,
        lines=lines,
        messages=messages,
        messages_later=LaterSender(messages),
        admin_token=sealer.admin_token,
        clock=clock,
        entropy=entropy,
    )


def _public_url(settings: Settings) -> str:
    """AWS's own form of the issuer names no place of this server."""
    issuer = settings.config.issuer
    return issuer if issuer and issuer != "aws" else settings.endpoint


def _functions(
    settings: Settings, clock: Clock, entropy: Entropy, function_store: SqlFunctionStore, lines: RecentLines
) -> LocalFunctionRuntime:
    config = settings.config

    def log_line(function: str, request_id: str, line: str) -> None:
        _function_log.info("%s %s %s", function, request_id or "(loading)", line)
        lines.add(function, request_id, line)

    return LocalFunctionRuntime(
        RuntimeSettings(
            region=config.region,
            account=config.account,
            private_paths=(settings.data.resolve(), settings.config_path.resolve()),
            search_path=os.environ.get("PATH", os.defpath),
        ),
        entropy,
        function_store,
        CodeStore(settings.data / "functions"),
        config_functions(config, settings.config_path.resolve().parent),
        remote=_remote(config, clock),
        log_sink=log_line,
        own=[js_function()],
    )


def build_server(parts: Parts) -> Edge:
    """The ASGI application. It closes the parts when the server stops."""
    config = parts.settings.config
    services = [_user_pools(parts), _identity_pools(parts)]
    functions = LambdaOperations(
        parts.function_store, parts.functions, parts.clock, parts.entropy, config.region, config.account
    )
    deployments = Deployments(parts, services, functions, lambda service: _authorizer(parts, service))
    return build_app(
        version=__version__,
        entropy=parts.entropy,
        aws_json=AwsJson(services, BodyLimits()),
        query_api=deployments.query_api,
        graphql=deployments.graphql,
        deployment=deployments.objects,
        oauth=Lazily(partial(_oauth, parts, services[0])),
        key_set=_key_set(parts),
        discovery=_discovery(parts),
        functions=SignedRest(
            make_router(functions),
            _authorizer(parts, "lambda"),
            BodyLimits(FUNCTION_BODY_BYTES, 120.0),
            LambdaAccess(lambda name: replace(functions.arn(name), region=config.region, account=config.account)),
        ),
        admin_routes=admin_routes(parts.store, parts.recent, parts.lines),
        admin_token=parts.admin_token if parts.settings.verify_signatures else None,
        lifespan=_lifespan(parts, deployments),
    )


def _oauth(parts: Parts, user_pools: JsonService) -> ASGIApp:
    from poolhouse.app.oauth import oauth

    return oauth(parts, user_pools.handlers)


def _user_pools(parts: Parts) -> JsonService:
    config = parts.settings.config
    handlers = bind(
        {
            "store": parts.store,
            "clock": parts.clock,
            "entropy": parts.entropy,
            "region": config.region,
            "account": config.account,
            "keys": parts.keys,
            "recent": parts.recent,
            "codes": parts.codes,
            "links": ConfirmationLinks(PoolAddresses(_public_url(parts.settings))),
            "messages": parts.messages,
            "messages_later": parts.messages_later,
            "functions": parts.functions,
            "strangers": parts.sign_in.strangers,
            "access_tokens": parts.access_tokens,
            "refresh_tokens": parts.sign_in.refresh_tokens,
            "sign_in_services": parts.sign_in,
            "machine_tokens": parts.machine_tokens,
        }
    )
    return JsonService(
        target="AWSCognitoIdentityProviderService",
        name="cognito-idp",
        operations=cognito_idp.OPERATIONS,
        handlers=handlers,
        authorizer=_authorizer(parts, "cognito-idp"),
        resource_of=resource_of("user_pool_id", f"arn:aws:cognito-idp:{config.region}:{config.account}:userpool"),
    )


def _identity_pools(parts: Parts) -> JsonService:
    config = parts.settings.config
    handlers = bind(
        {
            "store": parts.store,
            "clock": parts.clock,
            "entropy": parts.entropy,
            "region": config.region,
            "account": config.account,
            "logins": Logins(UserPoolLogins(parts.issuer, parts.keys, parts.clock), parts.open_id_tokens),
            "identities": Identities(parts.store, parts.clock, parts.entropy),
            "session_keys": parts.session_keys,
            "open_id_tokens": parts.open_id_tokens,
        },
        IDENTITY_OPERATIONS,
    )
    prefix = f"arn:aws:cognito-identity:{config.region}:{config.account}:identitypool"
    return JsonService(
        target="AWSCognitoIdentityService",
        name="cognito-identity",
        operations=cognito_identity.OPERATIONS,
        handlers=handlers,
        authorizer=_authorizer(parts, "cognito-identity"),
        resource_of=resource_of("identity_pool_id", prefix),
    )


class _AccessKeys:
    """The access keys made by ``poolhouse keys create``."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def get(self, access_key_id: str) -> str | None:
        async with self._store.read() as records:
            key = await records.get_access_key(access_key_id)
        return key.secret if key else None


def _authorizer(parts: Parts, service: str) -> Authorizer:
    """Keys that were vended to an identity are verified in every mode."""
    region, account, clock = parts.settings.config.region, parts.settings.config.account, parts.clock
    others: Authorizer = AnyCredentials(account)
    if parts.settings.verify_signatures:
        others = VerifiedSignatures(_AccessKeys(parts.store), clock, account=account, region=region, service=service)
    permissions = Permissions(parts.store)
    return SessionSignatures(parts.session_keys, permissions, others, clock, region=region, service=service)


def _key_set(parts: Parts) -> KeySet:
    async def key_set(pool_id: str) -> bytes | None:
        if pool_id == SIGNING_POOL:
            return await parts.open_id_tokens.jwks()
        async with parts.store.read() as records:
            try:
                pool = await records.get_pool(pool_id)
                return None if pool is None else (await parts.keys.of(pool_id, records)).jwks()
            except Gone:
                return None

    return key_set


def _discovery(parts: Parts) -> Discovery:
    async def discovery(pool_id: str) -> bytes | None:
        if pool_id == SIGNING_POOL:
            return parts.open_id_tokens.discovery()
        async with parts.store.read() as records:
            pool = await records.get_pool(pool_id)
        return None if pool is None else parts.issuer.discovery(pool)

    return discovery


def _lifespan(parts: Parts, deployments: Deployments) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await deployments.start()
        purging = asyncio.create_task(_purge(parts))
        try:
            yield
        finally:
            purging.cancel()
            with suppress(asyncio.CancelledError):
                await purging
            await deployments.close()
            await parts.close()

    return lifespan


async def _purge(parts: Parts) -> None:
    """Forget what has expired, now and then."""
    while True:
        await asyncio.sleep(PURGE_SECONDS)
        try:
            async with parts.store.write() as records:
                await records.purge_expired(now=parts.clock.now())
        except Exception:
            # A full disk or a busy database now need not be one next time.
            _log.exception("Expired records could not be forgotten")


def _remote(config: ConfigFile, clock: Clock) -> RemoteLambda | None:
    """The client for functions behind an endpoint. Its HTTP library loads only where there is one."""
    if not any(function.endpoint for function in config.functions.values()):
        return None
    import httpx

    from poolhouse.functions.remote import RemoteLambda

    return RemoteLambda(httpx.AsyncClient(timeout=REMOTE_SECONDS), clock, config.region, _aws_credentials())


def _aws_credentials() -> sigv4.Credentials | None:
    """The server's own AWS credentials, for functions that live behind an endpoint; workers never see them."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        return None
    return sigv4.Credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN"))


__all__ = ["Parts", "Settings", "assemble", "build_server", "prepare_data_folder"]
