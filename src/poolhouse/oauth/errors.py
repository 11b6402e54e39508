"""Refusals of the token endpoint (RFC 6749, section 5.2). Most carry the code alone, as Cognito's do."""

from __future__ import annotations


class OAuthError(Exception):
    """``code`` is OAuth's; ``hint`` is for the log and never leaves the server."""

    def __init__(self, code: str, *, description: str | None = None, hint: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.description = description
        self.hint = hint

    def body(self) -> dict[str, str]:
        return {"error": self.code} | ({"error_description": self.description} if self.description else {})


def invalid_request(hint: str = "", *, description: str | None = None) -> OAuthError:
    return OAuthError("invalid_request", description=description, hint=hint)


def invalid_client(hint: str) -> OAuthError:
    return OAuthError("invalid_client", hint=hint)


def invalid_grant(hint: str) -> OAuthError:
    return OAuthError("invalid_grant", hint=hint)


def unauthorized_client(hint: str) -> OAuthError:
    return OAuthError("unauthorized_client", hint=hint)


def invalid_scope(hint: str) -> OAuthError:
    return OAuthError("invalid_scope", hint=hint)


def unsupported_grant_type() -> OAuthError:
    return OAuthError("unsupported_grant_type")
