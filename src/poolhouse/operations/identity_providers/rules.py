"""What an identity provider may be called, and what it may write.

Source: developer guide, "Specifying identity provider attribute mappings for your user pool".
"""

from __future__ import annotations

from collections.abc import Mapping

from poolhouse import errors
from poolhouse.model.attributes import KEPT_BY_THE_SERVICE
from poolhouse.model.identity_provider import IdentityProvider, ProviderType
from poolhouse.model.user_pool import UserPool

MOST_PROVIDERS = 300
LOCAL = "Cognito"
"""The name that stands for the pool's own users."""

_USERNAME_CLAIM: Mapping[ProviderType, str] = {
    "OIDC": "sub",
    "Google": "sub",
    "SignInWithApple": "sub",
    "Facebook": "id",
    "LoginWithAmazon": "user_id",
}
_SOCIAL = ("Facebook", "Google", "LoginWithAmazon", "SignInWithApple")
_RESERVED = frozenset(name.casefold() for name in (LOCAL, *_SOCIAL))


def check_name(name: str, kind: ProviderType) -> None:
    """A social provider is called as its type, and no other is. Raises ServiceError InvalidParameterException."""
    if (kind in _SOCIAL and name != kind) or (kind not in _SOCIAL and name.casefold() in _RESERVED):
        raise errors.PROVIDER_NAME(name=name, type=kind)


def complete_mapping(pool: UserPool, kind: ProviderType, given: Mapping[str, str] | None) -> dict[str, str]:
    """The attribute mapping with that of the user name, which is always the provider's subject.

    Raises ServiceError InvalidParameterException.
    """
    username = {"username": _USERNAME_CLAIM[kind]} if kind in _USERNAME_CLAIM else {}
    for attribute, claim in (given or {}).items():
        if attribute == "username" and username.get(attribute) == claim:
            continue
        if attribute not in pool.attributes or attribute in KEPT_BY_THE_SERVICE or not claim:
            raise errors.ATTRIBUTE_MAPPING(name=attribute)
    return {**(given or {}), **username}


def check_acr_mapping(provider: IdentityProvider) -> None:
    if provider.acr_mapping and provider.type != "OIDC":
        raise errors.ACR_MAPPING_NOT_OIDC()
