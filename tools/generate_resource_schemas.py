"""Writes what CloudFormation knows of each resource type here, from the provider schemas that cfn-lint carries.

Run as ``python -m tools.generate_resource_schemas``. Kept are names, types, enumerations, required and create-only
properties and the attributes of Fn::GetAtt; lengths and patterns are left to the API that makes the resource.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]

REGION = "us-east-1"
OUTPUT = Path(__file__).parent.parent / "src" / "poolhouse" / "cloudformation" / "resource_schemas.json"

TYPES = (
    "AppSync::ApiKey",
    "AppSync::DataSource",
    "AppSync::FunctionConfiguration",
    "AppSync::GraphQLApi",
    "AppSync::GraphQLSchema",
    "AppSync::Resolver",
    "CloudFormation::Stack",
    "Cognito::IdentityPool",
    "Cognito::IdentityPoolRoleAttachment",
    "Cognito::UserPool",
    "Cognito::UserPoolClient",
    "Cognito::UserPoolDomain",
    "Cognito::UserPoolGroup",
    "Cognito::UserPoolIdentityProvider",
    "Cognito::UserPoolResourceServer",
    "Cognito::UserPoolUser",
    "Cognito::UserPoolUserToGroupAttachment",
    "IAM::Group",
    "IAM::InstanceProfile",
    "IAM::ManagedPolicy",
    "IAM::Policy",
    "IAM::Role",
    "IAM::User",
    "Lambda::Alias",
    "Lambda::EventSourceMapping",
    "Lambda::Function",
    "Lambda::LayerVersion",
    "Lambda::Permission",
    "Lambda::Version",
    "S3::Bucket",
    "S3::BucketPolicy",
    "SSM::Parameter",
)

KEPT = frozenset({"type", "enum", "required", "additionalProperties", "$ref"})


def pruned(schema: Any) -> Any:
    """A schema with the keywords of KEPT, applied to what it contains as well."""
    if not isinstance(schema, dict):
        return schema
    kept = {name: value for name, value in schema.items() if name in KEPT}
    if "items" in schema:
        kept["items"] = pruned(schema["items"])
    for container in ("properties", "patternProperties"):
        if container in schema:
            kept[container] = {name: pruned(value) for name, value in schema[container].items()}
    return kept


def _names(pointers: list[str]) -> list[str]:
    """``/properties/Name`` → ``Name``; deeper pointers are not replaced as a whole."""
    return sorted(pointer.split("/")[2] for pointer in pointers if pointer.count("/") == 2)


def described(name: str) -> dict[str, Any]:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, name).schema
    return {
        **pruned(schema),
        "definitions": {name: pruned(value) for name, value in schema.get("definitions", {}).items()},
        "createOnly": _names(schema.get("createOnlyProperties", [])),
        "readOnly": _names(schema.get("readOnlyProperties", [])),
        "attributes": sorted(PROVIDER_SCHEMA_MANAGER.get_type_getatts(name, REGION)),
    }


def generate() -> str:
    schemas = {f"AWS::{name}": described(f"AWS::{name}") for name in TYPES}
    lines = (f"{json.dumps(name)}:{json.dumps(value, separators=(',', ':'))}" for name, value in schemas.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    OUTPUT.write_text(generate())
