"""What a sign-in flow is given, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from poolhouse import errors
from poolhouse.directory.lookup import check_secret_hash
from poolhouse.directory.relying_party import RelyingParties
from poolhouse.directory.strangers import Strangers
from poolhouse.flows.challenge import ChallengeBox
from poolhouse.model.device import NewDevice
from poolhouse.model.group import GroupClaims
from poolhouse.model.user import User
from poolhouse.model.user_pool import UserPool, UserPoolClient
from poolhouse.ports import Clock, Entropy, Store
from poolhouse.tokens.issue import Order, TokenIssuer
from poolhouse.tokens.keys import KeyRing
from poolhouse.tokens.refresh_token import RefreshTokenBox
from poolhouse.tokens.session import Session
from poolhouse.triggers.pre_token_generation.event import TriggerSource
from poolhouse.triggers.user_attributes import event_attributes

Caller = Literal["user", "admin", "page"]
"""Who runs a sign-in: a user's own client, an administrator, or the sign-in pages of this very server."""


class SignInRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a sign-in: ``parameters`` are AuthParameters or ChallengeResponses.

    ``client_metadata`` is what reaches the pre token generation trigger: None for the operations whose metadata does
    not. ``notes`` say so for ``poolhouse explain``.
    """

    pool: UserPool
    client: UserPoolClient
    parameters: Mapping[str, str]
    caller: Caller
    session: str | None = None
    client_metadata: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    sdk_version: str
    request_id: str
    source_ip: str = ""

    @property
    def hides_users(self) -> bool:
        """Whether unknown names must look like known ones; on a page they always do."""
        return self.caller == "page" or self.client.hides_users

    def required(self, name: str) -> str:
        """A parameter that must be there. Raises ServiceError InvalidParameterException."""
        value = self.parameters.get(name)
        if not value:
            raise errors.PARAMETER_MISSING(name=name)
        return value

    def with_parameter(self, name: str, value: str) -> SignInRequest:
        return replace(self, parameters={**self.parameters, name: value})

    def check_secret_hash(self, *usernames: str) -> None:
        """Whether the client has shown that it knows its secret, where it has one; a page belongs to the server.

        Raises ServiceError NotAuthorizedException.
        """
        if self.caller != "page":
            check_secret_hash(self.client, self.parameters.get("SECRET_HASH"), *usernames)

    def order(self, user: User, groups: GroupClaims, session: Session, source: TriggerSource) -> Order:
        """Tokens for the user of this request."""
        return Order(
            pool=self.pool,
            client=self.client,
            user=user,
            groups=groups,
            session=session,
            source=source,
            attributes=event_attributes(self.pool, user),
            client_metadata=self.client_metadata,
            notes=self.notes,
            sdk_version=self.sdk_version,
            request_id=self.request_id,
        )


class Services(msgspec.Struct, frozen=True):
    """What flows work with."""

    store: Store
    clock: Clock
    entropy: Entropy
    keys: KeyRing
    tokens: TokenIssuer
    refresh_tokens: RefreshTokenBox
    challenges: ChallengeBox
    strangers: Strangers
    relying_parties: RelyingParties


class Challenge(msgspec.Struct, frozen=True):
    """The next question to the user; ``available`` are the answers where it asks for a choice."""

    name: str
    parameters: dict[str, str]
    session: str | None
    available: tuple[str, ...] | None = None


class Tokens(msgspec.Struct, frozen=True):
    """The end of a sign-in. ``refresh_token`` is None where the caller keeps the one it has, ``id_token`` where the
    session's scopes lack ``openid``. ``new_device`` may confirm itself as the device that this sign-in came from."""

    id_token: str | None
    access_token: str
    expires_in: int
    refresh_token: str | None
    new_device: NewDevice | None = None


class LetIn(msgspec.Struct, frozen=True):
    """The end of a sign-in on a page: the authorization endpoint decides what the client gets."""

    user: User


Answer = Challenge | Tokens | LetIn
