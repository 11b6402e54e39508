"""Policies that are attached to roles by ARN or from a resource of their own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.work import Work
from poolhouse.model.iam_role import Document

MANAGED_POLICIES = "poolhouse/managed-policies"
"""The bucket, whose name no bucket can have, where documents of AWS::IAM::ManagedPolicy are kept under their ARN."""

_NOTHING: Document = {"Version": "2012-10-17", "Statement": []}


async def managed_documents(work: Work, arns: Sequence[str]) -> dict[str, Document]:
    """AWS's own managed policies are not carried here: they grant nothing (functions' execution roles name them)."""
    documents: dict[str, Document] = {}
    for arn in arns:
        if arn.split(":")[4:5] == ["aws"]:
            documents[arn] = _NOTHING
            continue
        stored = await work.records.get_object(MANAGED_POLICIES, arn)
        if stored is None:
            raise ResourceFailed(f"Policy {arn} does not exist or is not attachable.")
        documents[arn] = msgspec.json.decode(stored)
    return documents


async def change_roles(
    work: Work, names: Sequence[str], *, inline: dict[str, Document | None], managed: dict[str, Document | None]
) -> None:
    """Put documents on roles by policy name or ARN; None takes one off. A role that is gone has nothing to change."""
    for name in names:
        role = await work.records.get_role(name)
        if role is None:
            if any(one is not None for one in (*inline.values(), *managed.values())):
                raise ResourceFailed(f"The role with name {name} cannot be found.")
            continue
        await work.records.replace_role(
            msgspec.structs.replace(
                role,
                inline_policies=_merged(role.inline_policies, inline),
                managed_policies=_merged(role.managed_policies, managed),
            )
        )


def _merged(old: dict[str, Document], changes: dict[str, Document | None]) -> dict[str, Document]:
    merged: dict[str, Document | None] = {**old, **changes}
    return {name: one for name, one in merged.items() if one is not None}
