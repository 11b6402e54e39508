"""The tables. Migrations create them; a test compares the two.

Columns whose name begins with ``sealed_`` hold AES-GCM ciphertext (:mod:`poolhouse.storage.sealing`). Times are Unix
seconds unless the name ends in ``_ms``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from poolhouse.model.user import SEARCHABLE_ATTRIBUTES

metadata = MetaData()


def _pool_id(*, primary_key: bool = False) -> Column[str]:
    return Column(
        "pool_id",
        Text,
        ForeignKey("user_pools.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def _of_user() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["pool_id", "sub"], ["users.pool_id", "users.sub"], ondelete="CASCADE")


user_pools = Table(
    "user_pools",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("arn", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("schema", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    Column("web_authn", Text),
    Column("software_token_mfa", Boolean),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    _pool_id(primary_key=True),
    Column("kid", Text, primary_key=True),
    Column("use", Text, nullable=False),
    Column("sealed_private_key", LargeBinary, nullable=False),
    Column("created_at", Float, nullable=False),
)

clients = Table(
    "clients",
    metadata,
    Column("id", Text, primary_key=True),
    _pool_id(),
    Column("name", Text, nullable=False),
    Column("sealed_secret", LargeBinary),
    Column("settings", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    Index("clients_of_pool", "pool_id", "id"),
)

resource_servers = Table(
    "resource_servers",
    metadata,
    _pool_id(primary_key=True),
    Column("identifier", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    _pool_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("description", Text),
    Column("role_arn", Text),
    Column("precedence", Integer),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
)

users = Table(
    "users",
    metadata,
    _pool_id(primary_key=True),
    Column("sub", Text, primary_key=True),
    Column("username", Text, nullable=False),
    Column("username_key", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("sealed_password", LargeBinary),
    Column("sealed_earlier_passwords", LargeBinary),
    Column("signed_out_at_ms", BigInteger, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    *(Column(name, Text) for name in SEARCHABLE_ATTRIBUTES),
    Column("sealed_mfa", LargeBinary),
    Index("users_by_username_key", "pool_id", "username_key", unique=True),
    Index("users_by_status", "pool_id", "status", "sub"),
    Index("users_by_enabled", "pool_id", "enabled", "sub"),
    *(Index(f"users_by_{name}", "pool_id", name, "sub") for name in SEARCHABLE_ATTRIBUTES),
)

aliases = Table(
    "aliases",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("attribute", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sub", Text, nullable=False),
    _of_user(),
    Index("aliases_of_user", "pool_id", "sub"),
    Index("aliases_by_key", "pool_id", "key"),
)

members = Table(
    "members",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("group_name", Text, primary_key=True),
    Column("sub", Text, primary_key=True),
    _of_user(),
    ForeignKeyConstraint(["pool_id", "group_name"], ["groups.pool_id", "groups.name"], ondelete="CASCADE"),
    Index("members_of_user", "pool_id", "sub"),
)

codes = Table(
    "codes",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("sub", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("attribute", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("expires_at", Float, nullable=False),
    _of_user(),
    Index("codes_by_expiry", "expires_at"),
)

attempts = Table(
    "attempts",
    metadata,
    _pool_id(primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("action", Text, primary_key=True),
    Column("started_at", Float, nullable=False),
    Column("count", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index("attempts_by_expiry", "expires_at"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    _pool_id(primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index("sign_in_failures_by_expiry", "expires_at"),
)

claimed_keys = Table(
    "claimed_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("expires_at", Float, nullable=False),
    Index("claimed_keys_by_expiry", "expires_at"),
)

revoked_sessions = Table(
    "revoked_sessions",
    metadata,
    Column("origin_jti", Text, primary_key=True),
    Column("expires_at", Float, nullable=False),
    Index("revoked_sessions_by_expiry", "expires_at"),
)

rotated_tokens = Table(
    "rotated_tokens",
    metadata,
    Column("token_id", Text, primary_key=True),
    Column("rotated_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index("rotated_tokens_by_expiry", "expires_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _pool_id(),
    Column("sealed_message", LargeBinary, nullable=False),
    Column("sent_at", Float, nullable=False),
    Index("messages_of_pool", "pool_id", "id"),
)

access_keys = Table(
    "access_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

functions = Table(
    "functions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("configuration", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("sealed_environment", LargeBinary, nullable=False),
    Column("code", LargeBinary, nullable=False),
    Column("revision_id", Text, nullable=False),
)

iam_roles = Table(
    "iam_roles",
    metadata,
    Column("name", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("arn", Text, nullable=False),
    Column("role_id", Text, nullable=False),
    Column("trust_policy", Text, nullable=False),
    Column("inline_policies", Text, nullable=False),
    Column("managed_policies", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

identity_pools = Table(
    "identity_pools",
    metadata,
    Column("id", Text, primary_key=True),
    Column("settings", Text, nullable=False),
    Column("roles", Text, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Text, primary_key=True),
    Column("pool_id", Text, ForeignKey("identity_pools.id", ondelete="CASCADE"), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    Index("identities_of_pool", "pool_id", "id"),
)

identity_logins = Table(
    "identity_logins",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("identity_id", Text, ForeignKey("identities.id", ondelete="CASCADE"), nullable=False),
    Index("logins_of_identity", "identity_id", "provider", "subject"),
)

identity_keys = Table(
    "identity_keys",
    metadata,
    Column("kid", Text, primary_key=True),
    Column("sealed_private_key", LargeBinary, nullable=False),
    Column("created_at", Float, nullable=False),
)

stacks = Table(
    "stacks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent_id", Text),
    Column("status", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("deleted_at", Float),
    Column("sealed_document", LargeBinary, nullable=False),
)
Index(
    "stacks_by_name",
    stacks.c.name,
    unique=True,
    # The migration has the same for PostgreSQL; named here, it would load that dialect at every start.
    sqlite_where=stacks.c.deleted_at.is_(None),
)

stack_events = Table(
    "stack_events",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("stack_id", Text, nullable=False),
    Column("sealed_document", LargeBinary, nullable=False),
    Index("events_of_stack", "stack_id", "number"),
)

stack_exports = Table(
    "stack_exports",
    metadata,
    Column("name", Text, primary_key=True),
    Column("stack_id", Text, nullable=False),
    Column("sealed_value", LargeBinary, nullable=False),
)

stack_imports = Table(
    "stack_imports",
    metadata,
    Column("name", Text, primary_key=True),
    Column("stack_id", Text, primary_key=True),
)

stored_objects = Table(
    "stored_objects",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("sealed_content", LargeBinary, nullable=False),
    Column("expires_at", Float),
    Index("stored_objects_expiring", "expires_at"),
)

ssm_parameters = Table(
    "ssm_parameters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sealed_value", LargeBinary, nullable=False),
)

graphql_apis = Table(
    "graphql_apis",
    metadata,
    Column("api_id", Text, primary_key=True),
    Column("revision", Text, nullable=False),
)

graphql_parts = Table(
    "graphql_parts",
    metadata,
    Column("api_id", Text, ForeignKey("graphql_apis.api_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sealed_properties", LargeBinary, nullable=False),
)

domains = Table(
    "domains",
    metadata,
    Column("domain", Text, primary_key=True),
    _pool_id(),
    Column("managed_login_version", Integer, nullable=False),
    Column("distribution", Text, nullable=False),
    Column("custom", Text),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    Index("domains_of_pool", "pool_id", "domain"),
)

identity_providers = Table(
    "identity_providers",
    metadata,
    _pool_id(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("sealed_details", LargeBinary, nullable=False),
    Column("attribute_mapping", Text, nullable=False),
    Column("acr_mapping", Text, nullable=False),
    Column("identifiers", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
)

provider_identifiers = Table(
    "provider_identifiers",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("identifier", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    ForeignKeyConstraint(
        ["pool_id", "provider"], ["identity_providers.pool_id", "identity_providers.name"], ondelete="CASCADE"
    ),
    Index("identifiers_of_provider", "pool_id", "provider"),
)

linked_identities = Table(
    "linked_identities",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("attribute", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("sub", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    _of_user(),
    Index("linked_identities_of_user", "pool_id", "sub"),
)

devices = Table(
    "devices",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("sub", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("group_key", Text, nullable=False),
    Column("name", Text),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("last_ip", Text),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    Column("authenticated_at", Float, nullable=False),
    _of_user(),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("sub", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("rp_id", Text, nullable=False),
    Column("transports", Text, nullable=False),
    Column("attachment", Text),
    Column("created_at", Float, nullable=False),
    _of_user(),
    Index("passkeys_of_user", "pool_id", "sub"),
)

managed_login_brandings = Table(
    "managed_login_brandings",
    metadata,
    Column("id", Text, primary_key=True),
    _pool_id(),
    Column("client_id", Text, ForeignKey("clients.id", ondelete="CASCADE"), nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    Index("managed_login_brandings_of_client", "client_id", unique=True),
    Index("managed_login_brandings_of_pool", "pool_id"),
)

ui_customizations = Table(
    "ui_customizations",
    metadata,
    _pool_id(primary_key=True),
    Column("applies_to", Text, primary_key=True),
    # Empty where the row applies to every client, so that all others go with their client.
    Column("client_id", Text, ForeignKey("clients.id", ondelete="CASCADE")),
    Column("css", Text),
    Column("css_version", Text, nullable=False),
    Column("image", LargeBinary),
    Column("created_at", Float, nullable=False),
    Column("modified_at", Float, nullable=False),
    Index("ui_customizations_of_client", "client_id"),
)

browser_sessions = Table(
    "browser_sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("pool_id", Text, nullable=False),
    Column("sub", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("auth_time", BigInteger, nullable=False),
    Column("expires_at", Float, nullable=False),
    _of_user(),
    Index("browser_sessions_of_user", "pool_id", "sub"),
    Index("browser_sessions_by_expiry", "expires_at"),
)

authorization_codes = Table(
    "authorization_codes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _pool_id(),
    Column("sealed_document", LargeBinary, nullable=False),
    Column("used", Boolean, nullable=False),
    Column("expires_at", Float, nullable=False),
    Index("authorization_codes_of_pool", "pool_id"),
    Index("authorization_codes_by_expiry", "expires_at"),
)

settings_changes = Table(
    "settings_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("changes", BigInteger, nullable=False),
)
"""One row: how often pools, clients, resource servers or domains have changed."""

master_key_check = Table(
    "master_key_check",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sealed_value", LargeBinary, nullable=False),
)
"""One row: a value that only the right master key opens."""

EXPIRING = (
    *(codes, attempts, sign_in_failures, claimed_keys, revoked_sessions, rotated_tokens, stored_objects),
    *(browser_sessions, authorization_codes),
)
"""Tables whose rows may go once ``expires_at`` has passed."""
