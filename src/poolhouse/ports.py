"""What the inner layers need from the outside world, as small protocols.

Adapters (storage, functions, mail) implement these and are tied to them in :mod:`poolhouse.app` alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from poolhouse.model.identity_provider import SUBJECT

if TYPE_CHECKING:
    from poolhouse.model.branding import ManagedLoginBranding, UiCustomization
    from poolhouse.model.browser_session import BrowserSession, StoredCode
    from poolhouse.model.device import Device
    from poolhouse.model.domain import Domain
    from poolhouse.model.group import Group
    from poolhouse.model.iam_role import Role
    from poolhouse.model.identity_pool import Identity, IdentityPool, Login
    from poolhouse.model.identity_provider import IdentityProvider, LinkedIdentity
    from poolhouse.model.passkey import WebAuthnCredential
    from poolhouse.model.saml_key import SamlKey
    from poolhouse.model.stack import GraphqlPart, Stack, StackEvent
    from poolhouse.model.user import SignInFailures, User
    from poolhouse.model.user_filter import UserFilter
    from poolhouse.model.user_pool import ResourceServer, SigningKey, UserPool, UserPoolClient

Medium = Literal["EMAIL", "SMS"]


class Clock(Protocol):
    """Wall-clock time."""

    def now(self) -> float:
        """Seconds since the Unix epoch, with a fraction."""
        ...


class Entropy(Protocol):
    """Unpredictable bytes and identifiers."""

    def token_bytes(self, count: int) -> bytes: ...

    def uuid(self) -> str:
        """A random UUID (RFC 9562 version 4) in its canonical text form."""
        ...


# --- functions -------------------------------------------------------------------------------------------------------


class Invocation(msgspec.Struct, frozen=True):
    """The answer of one function call (Lambda ``Invoke``, RequestResponse).

    ``payload`` is what the function returned, or the Lambda error document ``{"errorMessage", "errorType", "trace"}``
    when ``function_error`` is set (``"Unhandled"``: thrown, crashed or over its own time limit).
    ``log_tail`` is what this call wrote, at most the last 4 KiB, ``START``/``END``/``REPORT`` lines included.
    """

    request_id: str
    payload: bytes
    function_error: str | None
    log_tail: bytes
    duration_ms: float


class FunctionUnavailable(Exception):
    """The function could not be called at all.

    ``reason`` is Lambda's exception type, as Cognito prints it: ``AccessDeniedException``,
    ``ResourceNotFoundException``, ``ResourceConflictException``, ``TooManyRequestsException``, ``ServiceException``.
    ``hint`` names the likely cause and its mend, for the log and ``poolhouse explain``; callers never see it.
    """

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(f"{reason}: {hint}")
        self.reason = reason
        self.hint = hint


class FunctionTimedOut(Exception):
    """No answer within the caller's time limit; the call was abandoned and its worker ended."""


class FunctionRuntime(Protocol):
    """Calls functions by ARN (unqualified, or qualified by version or alias)."""

    async def invoke(self, arn: str, payload: bytes, *, timeout: float, source_arn: str | None = None) -> Invocation:
        """Call the function and wait at most ``timeout`` seconds.

        ``source_arn`` is the ARN of the user pool that calls: a function made through the Lambda API must then grant
        ``lambda:InvokeFunction`` to ``cognito-idp.amazonaws.com`` (for that source, when the statement names one);
        functions of the configuration file are always callable. ``None`` is a direct call by an API caller.

        Raises FunctionUnavailable, FunctionTimedOut.
        """
        ...


@dataclass(frozen=True, slots=True)
class FunctionRecord:
    """A function made through the Lambda API, as stored. ``code`` is the zip archive.

    Times in Unix seconds, ``timeout`` in seconds, ``memory_size`` in MiB. ``environment`` is sealed at rest.
    ``policy`` maps a statement id to its IAM statement (``{"Sid", "Effect", "Principal", "Action", "Resource", …}``).
    """

    name: str
    runtime: str
    handler: str
    role: str
    code: bytes
    code_sha256: str
    description: str
    timeout: int
    memory_size: int
    environment: dict[str, str]
    tags: dict[str, str]
    policy: dict[str, dict[str, object]]
    created_at: float
    modified_at: float
    revision_id: str


class FunctionStore(Protocol):
    """Where functions made through the Lambda API last. Every write is one transaction."""

    async def get_function(self, name: str, *, with_code: bool) -> FunctionRecord | None:
        """``code`` is left empty (``b""``) without ``with_code``: it is large, and a call needs it only once."""
        ...

    async def list_functions(self, *, after: str | None, limit: int) -> list[FunctionRecord]:
        """Records by name, those after ``after``; ``code`` may be left empty (``b""``)."""
        ...

    async def add_function(self, record: FunctionRecord) -> bool:
        """False when the name is taken; nothing is written then."""
        ...

    async def replace_function(self, record: FunctionRecord, *, expected_revision: str) -> bool:
        """Compare and swap on ``revision_id``; False when another write came first or the function is gone."""
        ...

    async def delete_function(self, name: str) -> bool: ...


# --- messages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """A code or invitation on its way to a user. ``body`` and ``subject`` may hold the code: never log them."""

    pool_id: str
    username: str
    medium: Medium
    recipient: str
    purpose: str
    subject: str
    body: str
    code: str | None


class MessageSender(Protocol):
    """Delivers messages to users."""

    async def send(self, message: Message) -> None:
        """Raises MessageNotSent when the message could not be handed over."""
        ...


class MessageNotSent(Exception):
    """The carrier refused; the text names the cause and holds neither code nor body."""


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """A message kept for reading with ``poolhouse inbox``."""

    id: int
    sent_at: float
    message: Message


# --- storage ---------------------------------------------------------------------------------------------------------


class NameTaken(Exception):
    """A unique name is in use. ``what`` is ``"username"``, ``"email"``, ``"phone_number"``, ``"preferred_username"``,
    ``"group"``, ``"resource_server"``, ``"role"``, ``"login"``, …"""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is taken")
        self.what = what


class Records(Protocol):
    """What lasts. Inside ``Store.write`` each ``get_*`` and ``find_*`` also locks what it returns until the end, so
    that read-then-replace is safe. ``add_*`` raises NameTaken; ``list_*`` returns at most ``limit`` items, those that
    come after the key ``after``."""

    async def get_pool(self, pool_id: str) -> UserPool | None: ...
    async def list_pools(self, *, after: str | None, limit: int) -> list[UserPool]: ...
    async def add_pool(self, pool: UserPool, keys: Sequence[SigningKey]) -> None: ...
    async def replace_pool(self, pool: UserPool) -> None: ...
    async def delete_pool(self, pool_id: str) -> None:
        """The pool and everything in it."""
        ...

    async def signing_keys(self, pool_id: str) -> list[SigningKey]:
        """Newest first."""
        ...

    async def get_client(self, client_id: str) -> UserPoolClient | None: ...
    async def list_clients(self, pool_id: str, *, after: str | None, limit: int) -> list[UserPoolClient]: ...
    async def add_client(self, client: UserPoolClient) -> None: ...
    async def replace_client(self, client: UserPoolClient) -> None: ...
    async def delete_client(self, client_id: str) -> None: ...

    async def get_resource_server(self, pool_id: str, identifier: str) -> ResourceServer | None: ...
    async def list_resource_servers(self, pool_id: str, *, after: str | None, limit: int) -> list[ResourceServer]: ...
    async def add_resource_server(self, server: ResourceServer) -> None: ...
    async def replace_resource_server(self, server: ResourceServer) -> None: ...
    async def delete_resource_server(self, pool_id: str, identifier: str) -> None: ...

    async def get_group(self, pool_id: str, name: str) -> Group | None: ...
    async def list_groups(self, pool_id: str, *, after: str | None, limit: int) -> list[Group]: ...
    async def add_group(self, group: Group) -> None: ...
    async def replace_group(self, group: Group) -> None: ...
    async def delete_group(self, pool_id: str, name: str) -> None: ...
    async def add_member(self, pool_id: str, group: str, sub: str) -> None:
        """No effect when the user is a member already."""
        ...

    async def remove_member(self, pool_id: str, group: str, sub: str) -> None: ...
    async def groups_of(self, pool_id: str, sub: str) -> list[Group]:
        """All of them, by name."""
        ...

    async def list_members(self, pool_id: str, group: str, *, after: str | None, limit: int) -> list[User]: ...

    async def get_user(self, pool_id: str, sub: str) -> User | None: ...
    async def find_user(self, pool_id: str, username_key: str) -> User | None:
        """By the stored user name in its unique form (``UserPool.name_key``)."""
        ...

    async def find_user_by_alias(self, pool_id: str, attribute: str, key: str) -> User | None: ...
    async def add_user(self, user: User, username_key: str, aliases: Mapping[str, str]) -> None:
        """``aliases`` maps an attribute to the unique form of its value.

        A name signs in one user: no alias may be another's user name or the other way round. Raises NameTaken.
        """
        ...

    async def replace_user(self, user: User, aliases: Mapping[str, str] | None = None) -> None:
        """``aliases`` None leaves the aliases as they are. Raises NameTaken."""
        ...

    async def delete_user(self, pool_id: str, sub: str) -> None: ...
    async def list_users(
        self, pool_id: str, *, condition: UserFilter | None, after: str | None, limit: int
    ) -> list[User]:
        """By ``sub``; those that meet the condition."""
        ...

    async def count_users(self, pool_id: str) -> int: ...

    async def get_code(self, pool_id: str, sub: str, purpose: str) -> CodeRecord | None: ...
    async def put_code(self, code: CodeRecord) -> None:
        """Takes the place of an earlier code of the same user and purpose."""
        ...

    async def delete_code(self, pool_id: str, sub: str, purpose: str) -> None: ...

    async def count_attempt(self, pool_id: str, subject: str, action: str, *, now: float, window: float) -> int:
        """Counts one more attempt in the running window (seconds) and returns the count, this one included."""
        ...

    async def get_failures(self, pool_id: str, subject: str) -> SignInFailures:
        """Consecutive failed password attempts of a user (``sub``) or of a name that nobody has."""
        ...

    async def put_failures(
        self, pool_id: str, subject: str, failures: SignInFailures, *, expires_at: float
    ) -> None: ...
    async def clear_failures(self, pool_id: str, subject: str) -> None: ...

    async def claim_once(self, key: str, *, expires_at: float) -> bool:
        """True for the first caller with this key, False for every later one. Keys may be forgotten once expired."""
        ...

    async def revoke_session(self, origin_jti: str, *, expires_at: float) -> None: ...
    async def is_revoked(self, origin_jti: str) -> bool: ...
    async def rotated_at(self, token_id: str) -> float | None:
        """When a refresh token was first exchanged for its successor; None when it has none."""
        ...

    async def rotate(self, token_id: str, *, now: float, expires_at: float) -> float | None:
        """Marks a refresh token as rotated. None for the first caller; the time of the first rotation for others."""
        ...

    async def purge_expired(self, *, now: float) -> int:
        """Forget expired codes, counters, claims and revocations; returns how many."""
        ...

    async def add_message(self, message: Message, *, now: float) -> None: ...
    async def list_messages(self, *, after: int, limit: int) -> list[InboxMessage]:
        """Newest last."""
        ...

    async def add_access_key(self, key: AccessKey) -> None: ...
    async def get_access_key(self, key_id: str) -> AccessKey | None: ...
    async def list_access_keys(self) -> list[AccessKey]: ...
    async def delete_access_key(self, key_id: str) -> bool: ...

    async def get_browser_session(self, digest: bytes) -> BrowserSession | None: ...
    async def add_browser_session(self, session: BrowserSession) -> None: ...
    async def delete_browser_session(self, digest: bytes) -> None: ...
    async def get_authorization_code(self, digest: bytes) -> StoredCode | None: ...
    async def add_authorization_code(self, code: StoredCode) -> None: ...
    async def use_authorization_code(self, digest: bytes) -> None: ...

    async def get_role(self, name: str) -> Role | None: ...
    async def add_role(self, role: Role) -> None: ...
    async def replace_role(self, role: Role) -> None: ...
    async def delete_role(self, name: str) -> bool: ...

    async def get_identity_pool(self, pool_id: str) -> IdentityPool | None: ...
    async def list_identity_pools(self, *, after: str | None, limit: int) -> list[IdentityPool]: ...
    async def add_identity_pool(self, pool: IdentityPool) -> None: ...
    async def replace_identity_pool(self, pool: IdentityPool) -> None: ...
    async def delete_identity_pool(self, pool_id: str) -> None:
        """The pool and its identities."""
        ...

    async def get_identity(self, identity_id: str) -> Identity | None: ...
    async def list_identities(
        self, pool_id: str, *, with_disabled: bool, after: str | None, limit: int
    ) -> list[Identity]: ...
    async def add_identity(self, identity: Identity) -> None: ...
    async def replace_identity(self, identity: Identity) -> None: ...
    async def delete_identity(self, identity_id: str) -> bool:
        """The identity and its logins."""
        ...

    async def find_identity_by_login(self, pool_id: str, login: Login) -> Identity | None: ...
    async def logins_of(self, identity_id: str) -> list[Login]:
        """All of them, by provider and subject."""
        ...

    async def add_login(self, identity: Identity, login: Login) -> None:
        """A login leads to one identity of a pool. Raises NameTaken."""
        ...

    async def remove_login(self, pool_id: str, login: Login) -> None: ...

    async def identity_keys(self) -> list[SigningKey]:
        """Keys that sign the tokens of identities, oldest first."""
        ...

    async def add_identity_key(self, key: SigningKey) -> None: ...

    async def get_stack(self, stack_id: str) -> Stack | None: ...
    async def find_stack(self, name: str) -> Stack | None:
        """The stack of that name that is not deleted."""
        ...

    async def list_stacks(self) -> list[Stack]: ...
    async def has_stacks(self) -> bool:
        """Whether any is not deleted."""
        ...

    async def put_stack(self, stack: Stack) -> None: ...
    async def add_stack_event(self, event: StackEvent) -> None: ...
    async def list_stack_events(self, stack_id: str, *, before: int, limit: int) -> list[tuple[int, StackEvent]]:
        """Newest first, each with its number; those with a number below ``before``."""
        ...

    async def get_export(self, name: str) -> tuple[str, str] | None:
        """The id of the stack that exports it, and its value."""
        ...

    async def list_exports(self) -> dict[str, str]:
        """Name → value of all stacks' exports."""
        ...

    async def replace_exports(self, stack_id: str, exports: dict[str, str]) -> None: ...
    async def list_importers(self, name: str) -> list[str]:
        """Ids of the stacks that use the export."""
        ...

    async def replace_imports(self, stack_id: str, names: list[str]) -> None: ...

    async def get_object(self, bucket: str, key: str) -> bytes | None: ...
    async def has_object(self, bucket: str, key: str) -> bool: ...
    async def put_object(self, bucket: str, key: str, content: bytes, *, expires_at: float | None) -> None: ...
    async def list_object_keys(self, bucket: str) -> list[str]: ...
    async def delete_object(self, bucket: str, key: str) -> None: ...
    async def delete_objects(self, bucket: str) -> None:
        """All of the bucket's."""
        ...

    async def get_parameter(self, name: str) -> str | None: ...
    async def list_parameters(self, prefix: str) -> dict[str, str]: ...
    async def put_parameter(self, name: str, value: str) -> None: ...
    async def delete_parameter(self, name: str) -> bool: ...

    async def get_api_revision(self, api_id: str) -> str | None:
        """Changes whenever a part of the GraphQL API does; None when there is no such API."""
        ...

    async def put_api_revision(self, api_id: str, revision: str) -> None: ...
    async def delete_api(self, api_id: str) -> None: ...
    async def list_api_parts(self, api_id: str) -> list[GraphqlPart]: ...
    async def has_api_part(self, api_id: str, kind: str, name: str) -> bool: ...
    async def put_api_part(self, part: GraphqlPart) -> None: ...
    async def delete_api_part(self, api_id: str, kind: str, name: str) -> None: ...

    async def get_domain(self, domain: str) -> Domain | None: ...
    async def domains_of(self, pool_id: str) -> list[Domain]:
        """All of them, by name."""
        ...

    async def add_domain(self, domain: Domain) -> None:
        """A domain belongs to one pool of the whole server."""
        ...

    async def replace_domain(self, domain: Domain) -> None: ...
    async def delete_domain(self, domain: str) -> None: ...

    async def get_identity_provider(self, pool_id: str, name: str) -> IdentityProvider | None: ...
    async def find_identity_provider(self, pool_id: str, identifier: str) -> IdentityProvider | None:
        """By one of its ``identifiers``."""
        ...

    async def list_identity_providers(
        self, pool_id: str, *, after: str | None, limit: int
    ) -> list[IdentityProvider]: ...
    async def add_identity_provider(self, provider: IdentityProvider) -> None:
        """Raises NameTaken for its name (``"identity_provider"``) or an identifier (``"identifier"``)."""
        ...

    async def replace_identity_provider(self, provider: IdentityProvider) -> None:
        """Raises NameTaken for an identifier."""
        ...

    async def delete_identity_provider(self, pool_id: str, name: str) -> None:
        """The provider and its identifiers; users that came from it stay."""
        ...

    async def find_user_by_identity(
        self, pool_id: str, provider: str, subject: str, *, attribute: str = SUBJECT
    ) -> User | None:
        """``attribute`` names the pool attribute whose value ``subject`` is, where it is not the provider's subject."""
        ...

    async def identities_of(self, pool_id: str, sub: str) -> list[LinkedIdentity]:
        """All of them, oldest first."""
        ...

    async def link_identity(self, identity: LinkedIdentity) -> None:
        """An identity leads to one user of a pool. Raises NameTaken (``"identity"``)."""
        ...

    async def unlink_identity(self, pool_id: str, provider: str, subject: str, *, attribute: str = SUBJECT) -> None: ...

    async def get_saml_key(self, pool_id: str) -> SamlKey | None: ...
    async def add_saml_key(self, key: SamlKey) -> None:
        """No effect when the pool has one."""
        ...

    async def get_device(self, pool_id: str, sub: str, key: str) -> Device | None: ...
    async def list_devices(self, pool_id: str, sub: str, *, after: str | None, limit: int) -> list[Device]: ...
    async def add_device(self, device: Device) -> None: ...
    async def replace_device(self, device: Device) -> None: ...
    async def delete_device(self, pool_id: str, sub: str, key: str) -> None: ...

    async def get_passkey(self, pool_id: str, passkey_id: str) -> WebAuthnCredential | None: ...
    async def list_passkeys(
        self, pool_id: str, sub: str, *, after: str | None, limit: int
    ) -> list[WebAuthnCredential]: ...
    async def add_passkey(self, passkey: WebAuthnCredential) -> None:
        """A credential id leads to one user of a pool. Raises NameTaken (``"passkey"``)."""
        ...

    async def count_passkey(self, pool_id: str, passkey_id: str, sign_count: int) -> None:
        """Keeps what the authenticator last said."""
        ...

    async def delete_passkey(self, pool_id: str, passkey_id: str) -> None: ...

    async def get_branding(self, branding_id: str) -> ManagedLoginBranding | None: ...
    async def find_branding(self, client_id: str) -> ManagedLoginBranding | None: ...
    async def add_branding(self, branding: ManagedLoginBranding) -> None:
        """A client has one branding at most. Raises NameTaken (``"branding"``)."""
        ...

    async def replace_branding(self, branding: ManagedLoginBranding) -> None: ...
    async def delete_branding(self, branding_id: str) -> None: ...

    async def get_ui_customization(self, pool_id: str, client_id: str) -> UiCustomization | None:
        """Exactly that client's, or that of every client (``EVERY_CLIENT``)."""
        ...

    async def put_ui_customization(self, customization: UiCustomization) -> None: ...
    async def delete_ui_customization(self, pool_id: str, client_id: str) -> None: ...


class Store(Protocol):
    """One database. Never await a function, a mail carrier or any other slow party inside ``write``."""

    def read(self) -> AbstractAsyncContextManager[Records]: ...

    def transaction(self) -> AbstractAsyncContextManager[Records]:
        """Every ``read`` and ``write`` of this task joins it until it ends; all that was written lasts, or nothing."""
        ...

    def write(self, *, fleeting: bool = False) -> AbstractAsyncContextManager[Records]:
        """One transaction: committed, durably, when the block ends; rolled back when it raises.

        ``fleeting`` is for records that matter for minutes only (used challenges, failed passwords): they survive the
        end of the process at once, that of the machine a moment later.
        """
        ...


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A verification code at rest: a keyed hash, never the code. Times in Unix seconds.

    ``attribute`` is what the code proves; ``destination`` its value, the one that the code was sent to.
    """

    pool_id: str
    sub: str
    purpose: str
    digest: bytes
    attribute: str
    destination: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class AccessKey:
    """Credentials for the AWS APIs (``poolhouse keys create``). The secret is sealed at rest."""

    id: str
    secret: str
    note: str
    created_at: float
