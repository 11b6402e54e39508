"""What both halves of a registration share. The challenge is sealed state: nothing is kept between the two."""

from __future__ import annotations

from poolhouse import errors
from poolhouse.flows.context import Services
from poolhouse.model.user_pool import UserPool
from poolhouse.ports import Records

CHALLENGE = "WEB_AUTHN_REGISTRATION"
"""No challenge of a sign-in: neither kind of state opens the other's door."""

SECONDS = 300.0


async def relying_party(services: Services, records: Records, pool: UserPool) -> str:
    """Raises ServiceError WebAuthnNotEnabledException, WebAuthnConfigurationMissingException."""
    if not pool.takes_passkeys:
        raise errors.PASSKEYS_OFF()
    rp_id = await services.relying_parties.of(records, pool)
    if rp_id is None:
        raise errors.PASSKEYS_WITHOUT_RELYING_PARTY(
            hint="set RelyingPartyId with SetUserPoolMfaConfig, or make a domain; an IP address cannot stand for it"
        )
    return rp_id
