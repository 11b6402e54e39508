"""AWS::Lambda::Function."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import msgspec

from poolhouse.cloudformation.errors import ResourceFailed
from poolhouse.cloudformation.resources.missing import already_gone
from poolhouse.cloudformation.work import Made, ResourceType, Work, tag_map
from poolhouse.model.stack import StackResource

SSM_CONFIG = "AMPLIFY_SSM_ENV_CONFIG"
"""Amplify's functions read secrets through it when they start: environment variable → ``{path, sharedPath}``."""

_SETTINGS = ("Description", "Handler", "MemorySize", "Role", "Runtime", "Timeout")
_INLINE_FILES = {"nodejs": "index.js", "python": "index.py"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class LambdaFunction(ResourceType):
    replaced_by = frozenset({"FunctionName", "PackageType", "TenancyConfig"})

    async def create(self, work: Work, properties: Mapping[str, Any]) -> Made:
        name = properties.get("FunctionName") or work.generated_name()
        body = {
            **_settings(properties),
            "FunctionName": name,
            "PackageType": properties.get("PackageType", "Zip"),
            "Code": {"ZipFile": await _archive(work, properties)},
            "Environment": {"Variables": _environment(properties)},
            "Tags": tag_map(properties.get("Tags")),
        }
        _remark_on_layers(work, properties)
        return _made(await work.calls.functions.create_function(msgspec.json.encode(body)))

    async def update(self, work: Work, resource: StackResource, properties: Mapping[str, Any]) -> Made:
        name = resource.physical_id
        if resource.properties.get("Code") != properties.get("Code"):
            code = msgspec.json.encode({"ZipFile": await _archive(work, properties)})
            await work.calls.functions.update_code(name, code)
        body = {**_settings(properties), "Environment": {"Variables": _environment(properties)}}
        _remark_on_layers(work, properties)
        return _made(await work.calls.functions.update_configuration(name, msgspec.json.encode(body)))

    async def delete(self, work: Work, resource: StackResource) -> None:
        with already_gone():
            await work.calls.functions.delete_function(resource.physical_id)

    async def settle(self, work: Work, resource: StackResource) -> None:
        """Secrets may be parameters of a stack that is made after the function: only now all are there."""
        variables = _environment(resource.properties)
        config = _secret_config(variables)
        if config:
            found = {name: await _secret(work, name, paths) for name, paths in config.items()}
            # With the values in place the function has nothing left to look up, and needs no client for it.
            body = {"Environment": {"Variables": {**variables, **found, SSM_CONFIG: "{}"}}}
            await work.calls.functions.update_configuration(resource.physical_id, msgspec.json.encode(body))


def _settings(properties: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {"Description": "", "MemorySize": 128, "Timeout": 3}
    return {**defaults, **{name: properties[name] for name in _SETTINGS if name in properties}}


def _environment(properties: Mapping[str, Any]) -> dict[str, str]:
    variables: dict[str, str] = properties.get("Environment", {}).get("Variables", {})
    return variables


def _secret_config(variables: Mapping[str, str]) -> dict[str, dict[str, str]]:
    try:
        config = json.loads(variables.get(SSM_CONFIG, "{}"))
    except ValueError:
        config = None
    if not isinstance(config, dict) or not all(isinstance(paths, dict) for paths in config.values()):
        raise ResourceFailed(f"{SSM_CONFIG} does not hold what Amplify writes there.")
    return config


async def _secret(work: Work, name: str, paths: Mapping[str, str]) -> str:
    for path in (paths.get("path"), paths.get("sharedPath")):
        value = await work.records.get_parameter(path) if path else None
        if value is not None:
            return value
    secret = str(paths.get("path", name)).rpartition("/")[2]
    raise ResourceFailed(
        f"The environment variable {name} wants the secret {secret}, which is not set. "
        f"Set it with: poolhouse secret set {secret}"
    )


async def _archive(work: Work, properties: Mapping[str, Any]) -> str:
    code = properties["Code"]
    if "ZipFile" in code:
        return base64.b64encode(_inline(code["ZipFile"], str(properties.get("Runtime", "")))).decode()
    if "S3Bucket" in code and "S3Key" in code:
        return base64.b64encode(await work.object(code["S3Bucket"], code["S3Key"])).decode()
    raise ResourceFailed("A function's code must be ZipFile, or S3Bucket and S3Key; images do not run here.")


def _inline(source: str, runtime: str) -> bytes:
    """An archive of one file, the same bytes for the same source."""
    file = next((name for prefix, name in _INLINE_FILES.items() if runtime.startswith(prefix)), None)
    if file is None:
        raise ResourceFailed("ZipFile can only be used with the Node.js and Python runtimes.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(file, _EPOCH), source)
    return packed.getvalue()


def _remark_on_layers(work: Work, properties: Mapping[str, Any]) -> None:
    if properties.get("Layers"):
        work.remark("Layers are recorded; their content is not mounted under /opt.")


def _made(configuration: Mapping[str, Any]) -> Made:
    arn = configuration["FunctionArn"]
    off = {"SnapStartResponse.ApplyOn": "None", "SnapStartResponse.OptimizationStatus": "Off"}
    return Made(configuration["FunctionName"], {"Arn": arn, **off})
