"""What the GraphQL endpoint needs from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from poolhouse.graphql.api import Api
    from poolhouse.tokens.jwt import Unverified


class Apis(Protocol):
    """The deployed APIs, compiled once and kept."""

    async def get(self, api_id: str) -> Api | None: ...


# --- callers ---------------------------------------------------------------------------------------------------------


class UserPoolTokens(Protocol):
    """Checks ID and access tokens of this server's user pools, offline."""

    def pool_id_of(self, token: Unverified) -> str | None:
        """The pool that the token says to be from; nothing is checked yet."""
        ...

    async def check(self, token: Unverified, pool_id: str, *, now: float) -> None:
        """Raises :class:`poolhouse.tokens.user_pool_token.TokenRefused` and ``TokenExpired``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCaller:
    """The owner of an access key. ``role_arn`` None: a key of the account itself, its administrator.

    The last four are set for credentials vended to an identity of an identity pool.
    """

    secret: str = field(repr=False)
    user_arn: str
    account: str
    username: str
    role_arn: str | None = None
    identity_pool_id: str | None = None
    identity_id: str | None = None
    auth_type: str | None = None
    auth_provider: str | None = None


class SessionCallers(Protocol):
    """The access keys that this server gave out."""

    async def find(self, access_key_id: str, session_token: str | None) -> SignedCaller | None:
        """None for unknown and expired keys, and for a session token that does not belong to the key."""
        ...


class Permissions(Protocol):
    """What the policies of a role allow."""

    async def allows(self, caller: SignedCaller, action: str, resource: str) -> bool:
        """``caller.role_arn`` is never None here."""
        ...


# --- scripts ---------------------------------------------------------------------------------------------------------


class BadScript(Exception):
    """Code of an APPSYNC_JS resolver or function that cannot be deployed; the text says why."""


Phase = Literal["request", "response"]


class ScriptOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one handler did: it returned, unless ``error``, ``unauthorized`` or ``fault`` tells otherwise.

    ``value`` is what it returned (None for undefined), or gave to ``runtime.earlyReturn`` (``early``). ``error`` holds
    ``message``, ``type``, ``data`` and ``errorInfo`` of ``util.error``, ``unauthorized`` is ``util.unauthorized``,
    ``fault`` the text of a mistake in the code. ``stash`` and ``args`` are theirs after the handler; ``appended`` lists
    the errors of ``util.appendError``.
    """

    value: Any = None
    early: bool = False
    skip_to: str | None = None
    error: Mapping[str, Any] | None = None
    unauthorized: bool = False
    fault: str | None = None
    stash: Any = None
    args: Any = None
    appended: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)


class JsRunner(Protocol):
    """Runs APPSYNC_JS code apart from the server."""

    async def check_code(self, code: str) -> None:
        """Raises BadScript."""
        ...

    async def run(
        self, code: str, phase: Phase, context: Mapping[str, Any], *, auth_type: str, timeout: float
    ) -> ScriptOutcome:
        """``context`` is ``ctx``; ``timeout`` in seconds. Faults of the code and the time limit are outcomes."""
        ...


# --- the web ---------------------------------------------------------------------------------------------------------


class WebAnswer(msgspec.Struct, frozen=True):
    """``headers`` by lower-case name, repeated ones joined by a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class WebFailure(Exception):
    """No complete answer within the limits; the text names the cause."""


class Web(Protocol):
    """Single HTTP requests. Redirects are answers like others; bodies are bounded."""

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, *, timeout: float
    ) -> WebAnswer:
        """Raises WebFailure."""
        ...
