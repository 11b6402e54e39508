"""A type that is not built, recorded because the deployment allowed it (``--allow-unsupported``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poolhouse.cloudformation.work import Made, ResourceType, Work
from poolhouse.model.stack import StackResource

GUARDS = (
    "AWS::AccessAnalyzer::",
    "AWS::AppSync::",
    "AWS::Cognito::",
    "AWS::IAM::",
    "AWS::KMS::",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Url",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::VerifiedPermissions::",
    "AWS::WAF",
)
"""What guards access, or belongs to something that does, is never merely recorded."""


def may_be_recorded(type_name: str) -> bool:
    return not type_name.startswith(GUARDS) and "Policy" not in type_name


class Unsupported(ResourceType):
    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        work.remark("This resource type is not built: it is recorded and nothing else.")
        return Made(work.generated_name())

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        return Made(resource.physical_id)
