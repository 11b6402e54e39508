"""What the token of a login proves."""

from __future__ import annotations

from typing import Any

import msgspec

from poolhouse.model.identity_pool import Login


class VerifiedLogin(msgspec.Struct, frozen=True):
    """``names`` are the provider's names, as ``Logins`` and role mappings may write them, with AWS's own first.

    ``client_id`` is the token's audience, None where a provider has none. ``detail`` is what ``amr`` and the session
    say beside the provider's name.
    """

    login: Login
    names: tuple[str, ...]
    client_id: str | None
    detail: str
    claims: dict[str, Any]

    @property
    def amr(self) -> tuple[str, str]:
        return (self.login.provider, self.detail)

    @property
    def mapping_keys(self) -> list[str]:
        """The keys under which a role mapping may stand."""
        return [name if self.client_id is None else f"{name}:{self.client_id}" for name in self.names]
