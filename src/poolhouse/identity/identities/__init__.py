"""Identities: found, listed, unlinked, deleted."""
