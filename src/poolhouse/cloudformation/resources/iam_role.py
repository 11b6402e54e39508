"""AWS::IAM::Role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.attached_policies import managed_documents
from poolhouse.cloudformation.work import Made, ResourceType, Work, document
from poolhouse.model.iam_role import Role
from poolhouse.model.stack import StackResource
from poolhouse.ports import NameTaken

_ROLE_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class IamRole(ResourceType):
    replaced_by = frozenset({"RoleName", "Path"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("RoleName") or work.generated_name()
        path = properties.get("Path", "/")
        role = Role(
            name=name,
            path=path,
            arn=work.arn("iam", f"role{path}{name}", regional=False),
            role_id="AROA" + work.random_text(17, _ROLE_ID_LETTERS),
            created_at=work.clock.now(),
            **await _documents(work, properties),
        )
        try:
            await work.records.add_role(role)
        except NameTaken:
            raise ResourceFailed(f"Role with name {name} already exists.") from None
        return Made(name, {"Arn": role.arn, "RoleId": role.role_id})

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        role = await work.records.get_role(resource.physical_id)
        if role is None:
            raise ResourceFailed(f"The role with name {resource.physical_id} cannot be found.")
        documents = await _documents(work, properties)
        # Policies that other resources of the stack attached stay; those of this resource are replaced.
        own = {policy["PolicyName"] for policy in resource.properties.get("Policies", [])}
        attached = set(resource.properties.get("ManagedPolicyArns", []))
        kept = {name: one for name, one in role.inline_policies.items() if name not in own}
        kept_managed = {arn: one for arn, one in role.managed_policies.items() if arn not in attached}
        await work.records.replace_role(
            Role(
                name=role.name,
                path=role.path,
                arn=role.arn,
                role_id=role.role_id,
                created_at=role.created_at,
                trust_policy=documents["trust_policy"],
                inline_policies={**kept, **documents["inline_policies"]},
                managed_policies={**kept_managed, **documents["managed_policies"]},
            )
        )
        return Made(resource.physical_id, resource.attributes)

    async def delete(self, work: Work, resource: StackResource) -> None:
        await work.records.delete_role(resource.physical_id)


async def _documents(work: Work, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "trust_policy": document(properties["AssumeRolePolicyDocument"]),
        "inline_policies": {
            policy["PolicyName"]: document(policy["PolicyDocument"]) for policy in properties.get("Policies", [])
        },
        "managed_policies": await managed_documents(work, properties.get("ManagedPolicyArns", [])),
    }
