"""Identity providers of a user pool, and the users' identities there."""

from __future__ import annotations

from typing import Literal

import msgspec

ProviderType = Literal["SAML", "Facebook", "Google", "LoginWithAmazon", "SignInWithApple", "OIDC"]


class IdentityProvider(msgspec.Struct, frozen=True, kw_only=True):
    """``details`` are the settings of the provider's type (sealed at rest: they hold client secrets).

    ``attribute_mapping`` maps an attribute of the pool to the provider's claim, ``acr_mapping`` an authentication level
    to the provider's value. ``identifiers`` are further names for ``idp_identifier``. Times in Unix seconds.
    """

    pool_id: str
    name: str
    type: ProviderType
    details: dict[str, str]
    attribute_mapping: dict[str, str] = {}
    identifiers: tuple[str, ...] = ()
    acr_mapping: dict[str, str] = {}
    created_at: float
    modified_at: float


SUBJECT = "Cognito_Subject"
"""In the place of an attribute's name: the subject of the provider's token, its NameID in SAML."""


class LinkedIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's ``subject`` signs in the pool's user ``sub``. Time in Unix seconds.

    The index behind the attribute ``identities`` of federated and linked users. An administrator may link somebody who
    never signed in by a mapped attribute of the pool instead: ``attribute`` then names it, ``subject`` is its value.
    """

    pool_id: str
    provider: str
    subject: str
    sub: str
    attribute: str = SUBJECT
    created_at: float
