"""Passkeys that users have registered."""
