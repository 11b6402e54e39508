"""Authenticator apps as a second factor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("user_pools", sa.Column("software_token_mfa", sa.Boolean(), nullable=True))
    op.add_column("users", sa.Column("sealed_mfa", sa.LargeBinary(), nullable=True))
