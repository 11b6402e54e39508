"""Signed-in browsers and authorization codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "browser_sessions",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("auth_time", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["pool_id", "sub"], ["users.pool_id", "users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("browser_sessions_of_user", "browser_sessions", ["pool_id", "sub"])
    op.create_index("browser_sessions_by_expiry", "browser_sessions", ["expires_at"])
    op.create_table(
        "authorization_codes",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("pool_id", sa.Text(), sa.ForeignKey("user_pools.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sealed_document", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("authorization_codes_of_pool", "authorization_codes", ["pool_id"])
    op.create_index("authorization_codes_by_expiry", "authorization_codes", ["expires_at"])
