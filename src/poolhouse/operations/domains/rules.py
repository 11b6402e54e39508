"""What a domain may be called, and how many a pool has.

Source: developer guide, "Configuring a user pool domain"; API reference, CreateUserPoolDomain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from poolhouse import errors
from poolhouse.model.domain import Domain
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records
from poolhouse.wire import cognito_idp as wire

CLASSIC, MANAGED_LOGIN = 1, 2
_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_PREFIX = re.compile(_LABEL, re.ASCII)
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_IP_ADDRESS = re.compile(r"[0-9.]+")
"""An address of the server itself belongs to all of its pools."""

_RESERVED = ("aws", "amazon", "cognito")

DomainRequest = wire.CreateUserPoolDomainRequest | wire.UpdateUserPoolDomainRequest


def check_name(request: wire.CreateUserPoolDomainRequest) -> None:
    """Raises ServiceError InvalidParameterException."""
    if request.custom_domain_config is not None:
        if not _HOST.fullmatch(request.domain) or _IP_ADDRESS.fullmatch(request.domain):
            raise errors.CUSTOM_DOMAIN_NAME(domain=request.domain)
        return
    if not _PREFIX.fullmatch(request.domain):
        raise errors.DOMAIN_CHARACTERS()
    for word in _RESERVED:
        if word in request.domain:
            raise errors.DOMAIN_RESERVED(word=word)


def managed_login_version(request: DomainRequest, pool: UserPool, current: int = CLASSIC) -> int:
    """The version that the request asks for. Raises ServiceError."""
    version = current if request.managed_login_version is None else request.managed_login_version
    if version not in (CLASSIC, MANAGED_LOGIN):
        raise errors.MANAGED_LOGIN_VERSION(version=version)
    if version == MANAGED_LOGIN and pool.settings.user_pool_tier == "LITE":
        raise errors.FEATURE_NOT_IN_TIER(tier="LITE", feature="Managed Login")
    return version


def check_routing(request: DomainRequest) -> None:
    if request.routing is not None:
        raise errors.NOT_BUILT(what="Routing between replicas of a user pool")


def check_room(request: wire.CreateUserPoolDomainRequest, present: Sequence[Domain]) -> None:
    """A pool has one prefix and one custom domain at most."""
    if any((domain.custom is None) == (request.custom_domain_config is None) for domain in present):
        raise errors.POOL_HAS_DOMAIN()


async def existing_domain(records: Records, pool_id: str, name: str) -> Domain:
    domain = await records.get_domain(name)
    if domain is None or domain.pool_id != pool_id:
        raise errors.DOMAIN_NOT_FOUND()
    return domain
