"""Alembic's entry: runs over the connection that :func:`poolhouse.storage.schema.upgrade` hands it."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
