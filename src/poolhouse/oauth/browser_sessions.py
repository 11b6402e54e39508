"""Signed-in browsers: whoever has signed in on a page of a pool need not do so again for an hour.

Source: Cognito developer guide, "The managed login sign-in endpoint" (the session cookie). The cookie is a random text
whose hash is kept; only signing out on the page or the end of the hour ends it, sign-outs of the API do not.
"""

from __future__ import annotations

from hashlib import sha256

from poolhouse.model.browser_session import BrowserSession
from poolhouse.model.user import User
from poolhouse.model.user_pool import LOCAL_PROVIDER
from poolhouse.ports import Clock, Entropy, Records
from poolhouse.tokens.jwt import base64url

LIFETIME_SECONDS = 3600
_COOKIE_BYTES = 32


class BrowserSessions:
    def __init__(self, clock: Clock, entropy: Entropy) -> None:
        self._clock = clock
        self._entropy = entropy

    async def begin(self, records: Records, user: User, provider: str, *, replaces: str | None) -> str:
        """A new session, always with a new cookie, whose value is returned; ``replaces`` is the browser's old one."""
        await self.end(records, replaces)
        cookie = base64url(self._entropy.token_bytes(_COOKIE_BYTES)).decode()
        now = self._clock.now()
        session = BrowserSession(
            digest=_digest(cookie),
            pool_id=user.pool_id,
            sub=user.sub,
            provider=provider,
            auth_time=int(now),
            expires_at=now + LIFETIME_SECONDS,
        )
        await records.add_browser_session(session)
        return cookie

    async def of(self, records: Records, pool_id: str, cookie: str | None) -> BrowserSession | None:
        """The session behind a cookie, if it is of this pool and has not ended."""
        session = await records.get_browser_session(_digest(cookie)) if cookie else None
        if session is None or session.pool_id != pool_id or session.expires_at <= self._clock.now():
            return None
        return session

    async def end(self, records: Records, cookie: str | None) -> None:
        """No effect where there is none."""
        if cookie:
            await records.delete_browser_session(_digest(cookie))


async def user_of(records: Records, session: BrowserSession) -> User | None:
    """The user whose session it is; None when they may not come in any more."""
    user = await records.get_user(session.pool_id, session.sub)
    if user is None or not user.enabled:
        return None
    if session.provider == LOCAL_PROVIDER and user.status != "CONFIRMED":
        # The password that was right back then is no longer, or none is.
        return None
    return user


def _digest(cookie: str) -> bytes:
    return sha256(cookie.encode(errors="replace")).digest()
