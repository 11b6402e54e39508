"""The role that an identity takes on: chosen by the pool's mappings, and asked whether it trusts the pool."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256

from poolhouse.identity import errors
from poolhouse.identity.permissions import PROVIDER, known_role
from poolhouse.identity.sessions import Grant
from poolhouse.identity.verified_login import VerifiedLogin
from poolhouse.model.iam_policy import Access, decide
from poolhouse.model.iam_role import Role, is_role_arn
from poolhouse.model.identity_pool import Identity, IdentityPool
from poolhouse.model.role_choice import NoRole, choose_role
from poolhouse.ports import Records

TRUST_ACTION = "sts:AssumeRoleWithWebIdentity"


async def grant(
    pool: IdentityPool, identity: Identity, logins: Sequence[VerifiedLogin], asked: str | None, records: Records
) -> Grant:
    """What the identity's session is made for. Raises ServiceError."""
    role_arn = _chosen(pool, logins, asked)
    if role_arn is None or not is_role_arn(role_arn):
        raise errors.CONFIGURATION(hint="the role is missing, or what names it is not the ARN of a role")
    role = await known_role(records, role_arn)
    amr = ("authenticated", *(text for login in logins for text in login.amr)) if logins else ("unauthenticated",)
    if role is not None and not _trusts(role, pool, identity, amr):
        raise errors.CONFIGURATION(hint=f"{role_arn} does not trust this identity pool for {amr[0]} identities")
    return Grant(
        role_arn=role_arn,
        role_id=role.role_id if role is not None else _stand_in_id(role_arn),
        identity_pool_id=pool.id,
        identity_id=identity.id,
        auth_type="authenticated" if logins else "unauthenticated",
        auth_provider=",".join(f'"{text}"' for text in amr[1:]) or None,
    )


def _chosen(pool: IdentityPool, logins: Sequence[VerifiedLogin], asked: str | None) -> str | None:
    """By the first login for which there is a mapping; without one, the pool's role for this kind of identity."""
    default = pool.roles.by_kind.get("authenticated" if logins else "unauthenticated")
    mappings = (
        (pool.roles.mappings[key], login.claims)
        for login in logins
        for key in login.mapping_keys
        if key in pool.roles.mappings
    )
    mapping, claims = next(mappings, (None, {}))
    try:
        return choose_role(mapping, claims, default, asked=asked)
    except NoRole:
        raise (errors.ROLE_AMBIGUOUS if asked is None else errors.ROLE_REFUSED)() from None


def _trusts(role: Role, pool: IdentityPool, identity: Identity, amr: tuple[str, ...]) -> bool:
    """IAM User Guide, "Creating a role for web identity federation": the condition keys of identity pools."""
    context = {f"{PROVIDER}:aud": (pool.id,), f"{PROVIDER}:amr": amr, f"{PROVIDER}:sub": (identity.id,)}
    return decide([role.trust_policy], Access(TRUST_ACTION, role.arn, context, PROVIDER)) == "allowed"


def _stand_in_id(role_arn: str) -> str:
    """The id of a role that this server does not know: the same for every session of it."""
    return "AROA" + base64.b32encode(sha256(role_arn.encode()).digest()).decode()[:17]
