"""Which identity a caller's logins lead to, and what must be written down for it.

A guest that logs in for the first time keeps its identity; when the login leads to another identity already, the
guest's is disabled and the other one is the answer (developer guide, "Switching unauthenticated users to
authenticated users").
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from poolhouse.identity import errors
from poolhouse.identity.lookup import existing_identity, existing_pool
from poolhouse.model.identity_pool import Identity, IdentityPool, Login
from poolhouse.ports import Clock, Entropy, Records, Store


class Plan(msgspec.Struct, frozen=True):
    """``target`` is None for a new identity; ``superseded`` is the guest that goes."""

    target: Identity | None
    new_logins: list[Login]
    superseded: Identity | None = None

    @property
    def is_settled(self) -> bool:
        return self.target is not None and not self.new_logins and self.superseded is None


class Identities:
    """Finds, makes and links identities."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    async def of(self, pool: IdentityPool, logins: Sequence[Login], identity: Identity | None = None) -> Identity:
        """The identity of verified logins; writes only when something about it is new.

        ``identity`` is the one that the caller says it has. Raises ServiceError.
        """
        async with self._store.read() as records:
            plan = await _plan(records, pool, logins, identity)
        if plan.target is not None and plan.is_settled:
            return plan.target
        async with self._store.write() as records:
            pool = await existing_pool(records, pool.id)
            if identity is not None:
                identity = await existing_identity(records, identity.id)
            return await self._carry_out(await _plan(records, pool, logins, identity), pool, records)

    async def new(self, pool: IdentityPool) -> Identity:
        """A guest's."""
        async with self._store.write() as records:
            await existing_pool(records, pool.id)
            return await self._add(pool, records)

    async def _carry_out(self, plan: Plan, pool: IdentityPool, records: Records) -> Identity:
        now = self._clock.now()
        target = plan.target or await self._add(pool, records)
        for login in plan.new_logins:
            await records.add_login(target, login)
        if plan.new_logins and plan.target is not None:
            target = msgspec.structs.replace(target, modified_at=now)
            await records.replace_identity(target)
        if plan.superseded is not None:
            gone = msgspec.structs.replace(plan.superseded, disabled=True, modified_at=now)
            await records.replace_identity(gone)
        return target

    async def _add(self, pool: IdentityPool, records: Records) -> Identity:
        now = self._clock.now()
        region = pool.id.partition(":")[0]
        identity_id = f"{region}:{self._entropy.uuid()}"
        identity = Identity(id=identity_id, pool_id=pool.id, created_at=now, modified_at=now)
        await records.add_identity(identity)
        return identity


async def _plan(records: Records, pool: IdentityPool, logins: Sequence[Login], identity: Identity | None) -> Plan:
    """Raises ServiceError: the logins lead to several identities, or not to the one that the caller has."""
    linked = {login: await records.find_identity_by_login(pool.id, login) for login in logins}
    found = {each.id: each for each in linked.values() if each is not None}
    own = await records.logins_of(identity.id) if identity is not None else []
    if identity is not None and own and identity.id not in found:
        raise errors.LOGINS_DO_NOT_MATCH()
    if len(found) > 1:
        raise errors.LOGIN_OF_ANOTHER()
    target = next(iter(found.values()), identity)
    if target is not None and target.disabled:
        raise errors.IDENTITY_FORBIDDEN(identity_id=target.id, hint="the identity is disabled")
    new_logins = [login for login, leads_to in linked.items() if leads_to is None]
    await _refuse_second_users(records, pool, target, new_logins)
    superseded = identity if identity is not None and identity != target and not identity.disabled else None
    return Plan(target, new_logins, superseded)


async def _refuse_second_users(
    records: Records, pool: IdentityPool, target: Identity | None, new_logins: Sequence[Login]
) -> None:
    """An identity is linked to one user of each public provider; a developer may give it several names."""
    present = [login.provider for login in (await records.logins_of(target.id) if target is not None else [])]
    for login in new_logins:
        if login.provider in present and login.provider != pool.settings.developer_provider_name:
            raise errors.PROVIDER_LINKED_ALREADY(provider=login.provider)
        present.append(login.provider)


async def without_logins(identity: Identity, gone: Sequence[Login], records: Records, *, now: float) -> None:
    """Takes logins away; an identity that has lost its last one is disabled, so that no guest can take it over."""
    for login in gone:
        await records.remove_login(identity.pool_id, login)
    left = await records.logins_of(identity.id)
    await records.replace_identity(
        msgspec.structs.replace(identity, disabled=identity.disabled or not left, modified_at=now)
    )
