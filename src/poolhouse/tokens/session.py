"""What all tokens of one sign-in share, also across refreshes."""

from __future__ import annotations

import msgspec

from poolhouse.model import identifiers
from poolhouse.model.identifiers import RandomBytes
from poolhouse.model.user import User

API_SCOPES = ("aws.cognito.signin.user.admin",)
"""The scopes of every sign-in through the API."""

LONGEST_ACCESS_TOKEN_SECONDS = 86400
"""An access token may outlive the refresh token that made it; its revocation must not be forgotten before."""

OAUTH_VERSION = 2
"""The ``version`` claim of access tokens that the OAuth endpoints issue."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """``origin_jti`` and ``event_id`` carry the time at which the session began. ``auth_time`` in Unix seconds.

    ``through_oauth`` sessions began at the authorization endpoint: their scopes choose the claims of the ID token.
    ``device_key`` names the device that the user signed in on, where the pool tracks devices.
    ``resource`` is what their access tokens are bound to (RFC 8707).
    """

    origin_jti: str
    event_id: str
    auth_time: int
    scopes: tuple[str, ...] = API_SCOPES
    through_oauth: bool = False
    resource: str | None = None
    device_key: str | None = None

    @property
    def has_id_token(self) -> bool:
        """OpenID Connect Core, 3.1.2.1: without ``openid`` a request is plain OAuth."""
        return not self.through_oauth or "openid" in self.scopes


def begin(user: User, now: float, random_bytes: RandomBytes, *, device_key: str | None = None) -> Session:
    """A new session of the API. It begins after the user's last sign-out, even in the same millisecond."""
    began = max(int(now * 1000), user.signed_out_at + 1)
    return Session(
        origin_jti=identifiers.session_id(began, random_bytes),
        event_id=identifiers.session_id(began, random_bytes),
        auth_time=int(now),
        device_key=device_key,
    )


def begin_through_oauth(
    user: User,
    now: float,
    random_bytes: RandomBytes,
    *,
    scopes: tuple[str, ...],
    resource: str | None,
    auth_time: int,
) -> Session:
    """A new session of the authorization endpoint; the user may have signed in earlier, at ``auth_time``."""
    return msgspec.structs.replace(
        begin(user, now, random_bytes), scopes=scopes, through_oauth=True, resource=resource, auth_time=auth_time
    )


def signed_out(user: User, event_id: str) -> bool:
    """True when a sign-out of the user (or what counts as one) ended this session."""
    return identifiers.session_began_at(event_id) <= user.signed_out_at


def sign_out(user: User, now: float, event_id: str | None = None) -> User:
    """The user with every session up to now ended, also one that began in this millisecond after another sign-out.

    The session of ``event_id`` ends even when the clock has been put back since it began.
    """
    began = identifiers.session_began_at(event_id) if event_id else 0
    return msgspec.structs.replace(user, signed_out_at=max(int(now * 1000), began, user.signed_out_at + 1))
