"""The service without its edge."""

from __future__ import annotations

from pathlib import Path

import msgspec

from poolhouse.app.outgoing import Outgoing
from poolhouse.config import ConfigFile
from poolhouse.flows.context import Services as SignInServices
from poolhouse.functions.runtime import LocalFunctionRuntime
from poolhouse.identity.open_id_tokens import OpenIdTokens
from poolhouse.identity.sessions import SessionKeys
from poolhouse.mail.later import LaterSender
from poolhouse.oauth.federation.trip import TripBox
from poolhouse.operations.codes import Codes
from poolhouse.pages.journey import JourneyBox
from poolhouse.ports import Clock, Entropy, MessageSender
from poolhouse.storage.function_store import SqlFunctionStore
from poolhouse.storage.sqlite import SqliteStore
from poolhouse.tokens.access_token import AccessTokens
from poolhouse.tokens.issue import TokenIssuer
from poolhouse.tokens.issuer import Issuer
from poolhouse.tokens.keys import KeyRing
from poolhouse.tokens.machine import MachineTokens
from poolhouse.triggers.recent import RecentInvocations
from poolhouse.triggers.recent_lines import RecentLines


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """``endpoint`` is the URL under which the server is reached; ``verify_signatures`` turns SigV4 on."""

    data: Path
    config: ConfigFile
    config_path: Path
    endpoint: str
    verify_signatures: bool = False


class Parts(msgspec.Struct, frozen=True):
    """The service without its edge, for commands that work on the data directory."""

    settings: Settings
    store: SqliteStore
    functions: LocalFunctionRuntime
    function_store: SqlFunctionStore
    keys: KeyRing
    tokens: TokenIssuer
    machine_tokens: MachineTokens
    access_tokens: AccessTokens
    issuer: Issuer
    sign_in: SignInServices
    codes: Codes
    session_keys: SessionKeys
    page_journeys: JourneyBox
    trips: TripBox
    outgoing: Outgoing
    open_id_tokens: OpenIdTokens
    recent: RecentInvocations
    lines: RecentLines
    messages: MessageSender
    messages_later: LaterSender
    admin_token: str
    clock: Clock
    entropy: Entropy

    async def close(self) -> None:
        await self.outgoing.close()
        await self.messages_later.close()
        await self.functions.close()
        self.store.close()
