"""Domains, identity providers with the identities there, devices, and the look of sign-in pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "domains",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("managed_login_version", sa.Integer(), nullable=False),
        sa.Column("distribution", sa.Text(), nullable=False),
        sa.Column("custom", sa.Text(), nullable=True),
        *_times(),
        _of_pool(),
        sa.PrimaryKeyConstraint("domain"),
    )
    op.create_index("domains_of_pool", "domains", ["pool_id", "domain"])
    op.create_table(
        "identity_providers",
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sealed_details", sa.LargeBinary(), nullable=False),
        sa.Column("attribute_mapping", sa.Text(), nullable=False),
        sa.Column("acr_mapping", sa.Text(), nullable=False),
        sa.Column("identifiers", sa.Text(), nullable=False),
        *_times(),
        _of_pool(),
        sa.PrimaryKeyConstraint("pool_id", "name"),
    )
    op.create_table(
        "provider_identifiers",
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id", "provider"], ["identity_providers.pool_id", "identity_providers.name"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pool_id", "identifier"),
    )
    op.create_index("identifiers_of_provider", "provider_identifiers", ["pool_id", "provider"])
    op.create_table(
        "linked_identities",
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        _of_user(),
        sa.PrimaryKeyConstraint("pool_id", "provider", "attribute", "subject"),
    )
    op.create_index("linked_identities_of_user", "linked_identities", ["pool_id", "sub"])
    op.create_table(
        "devices",
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("last_ip", sa.Text(), nullable=True),
        *_times(),
        sa.Column("authenticated_at", sa.Float(), nullable=False),
        _of_user(),
        sa.PrimaryKeyConstraint("pool_id", "sub", "key"),
    )
    op.create_table(
        "managed_login_brandings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        *_times(),
        _of_pool(),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("managed_login_brandings_of_client", "managed_login_brandings", ["client_id"], unique=True)
    op.create_index("managed_login_brandings_of_pool", "managed_login_brandings", ["pool_id"])
    op.create_table(
        "ui_customizations",
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("applies_to", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("css", sa.Text(), nullable=True),
        sa.Column("css_version", sa.Text(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=True),
        *_times(),
        _of_pool(),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pool_id", "applies_to"),
    )
    op.create_index("ui_customizations_of_client", "ui_customizations", ["client_id"])


def _times() -> list[sa.Column[float]]:
    return [
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("modified_at", sa.Float(), nullable=False),
    ]


def _of_pool() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["pool_id"], ["user_pools.id"], ondelete="CASCADE")


def _of_user() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["pool_id", "sub"], ["users.pool_id", "users.sub"], ondelete="CASCADE")
