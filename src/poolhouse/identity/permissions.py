"""What the role of a session allows."""

from __future__ import annotations

from poolhouse.identity import errors
from poolhouse.identity.sessions import SessionCaller
from poolhouse.model.iam_conditions import Context
from poolhouse.model.iam_policy import Access, decide
from poolhouse.model.iam_role import Role
from poolhouse.ports import Records, Store

PROVIDER = "cognito-identity.amazonaws.com"
"""The federated principal of trust policies, and the prefix of the condition keys about identities."""


async def known_role(records: Records, role_arn: str) -> Role | None:
    """The role of this ARN; None for one that this server does not know."""
    role = await records.get_role(role_arn.rpartition("/")[2])
    return role if role is not None and role.arn == role_arn else None


class Permissions:
    """Decides by the policies that a role has now, not by those it had when the keys were made."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def require(self, caller: SessionCaller, action: str, resource: str) -> None:
        """Raises ServiceError AccessDeniedException unless the caller's role allows ``action`` on ``resource``.

        A role that this server does not know, or that was made anew since, allows nothing.
        """
        async with self._store.read() as records:
            role = await known_role(records, caller.role_arn)
        if role is None or role.role_id != caller.role_id:
            raise errors.NOT_ALLOWED(user=caller.user_arn, action=action, resource=resource)
        documents = [*role.inline_policies.values(), *role.managed_policies.values()]
        decision = decide(documents, Access(action, resource, _context(caller)))
        if decision != "allowed":
            problem = errors.DENIED if decision == "denied" else errors.NOT_ALLOWED
            raise problem(user=caller.user_arn, action=action, resource=resource)


def _context(caller: SessionCaller) -> Context:
    return {f"{PROVIDER}:sub": (caller.identity_id,), f"{PROVIDER}:aud": (caller.identity_pool_id,)}
