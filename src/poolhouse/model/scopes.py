"""Scopes that every user pool knows (Cognito developer guide, "Scopes, M2M, and resource servers")."""

from __future__ import annotations

STANDARD_SCOPES = frozenset({"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"})
