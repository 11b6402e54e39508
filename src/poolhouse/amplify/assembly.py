"""A cloud assembly as CDK writes it: stacks, and the files that they need (cloud-assembly-schema)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import msgspec

from poolhouse.amplify.problems import AmplifyProblem

_EPOCH = (1980, 1, 1, 0, 0, 0)
_EXECUTABLE = 0o755
_PLAIN = 0o644


class Asset(msgspec.Struct, frozen=True):
    """A file, or a folder to be zipped, and where its stack looks for it. Placeholders stand in ``bucket``, ``key``."""

    path: Path
    packaging: str
    bucket: str
    key: str

    def content(self) -> bytes:
        """Raises AmplifyProblem."""
        try:
            return _zipped(self.path) if self.packaging == "zip" and self.path.is_dir() else self.path.read_bytes()
        except OSError as error:
            raise AmplifyProblem(f"an asset of the assembly cannot be read: {error}") from None


class AssembledStack(msgspec.Struct, frozen=True):
    """``template`` is its text; nested stacks are among the assets."""

    name: str
    template: str
    assets: tuple[Asset, ...]
    tags: dict[str, str] = msgspec.field(default_factory=dict)
    parameters: dict[str, str] = msgspec.field(default_factory=dict)


class Assembly(msgspec.Struct, frozen=True):
    folder: Path
    stacks: tuple[AssembledStack, ...]


def read_assembly(folder: Path) -> Assembly:
    """Raises AmplifyProblem for what is no assembly, for lookups and for assets that are no files."""
    manifest = _json(folder / "manifest.json")
    if manifest.get("missing"):
        wanted = ", ".join(sorted({str(one.get("provider")) for one in manifest["missing"]}))
        raise AmplifyProblem(
            f"the project looks something up in an AWS account ({wanted}), and there is none",
            mend="Give the value in cdk.context.json or in the code.",
        )
    artifacts = manifest.get("artifacts", {})
    stacks = [
        _stack(folder, name, artifact, artifacts)
        for name, artifact in artifacts.items()
        if artifact.get("type") == "aws:cloudformation:stack"
    ]
    if not stacks:
        raise AmplifyProblem(f"{folder} holds no stack")
    return Assembly(folder, tuple(stacks))


def _stack(folder: Path, name: str, artifact: dict[str, Any], artifacts: dict[str, Any]) -> AssembledStack:
    properties = artifact["properties"]
    assets: list[Asset] = []
    for other in artifact.get("dependencies", []):
        dependency = artifacts.get(other, {})
        if dependency.get("type") == "cdk:asset-manifest":
            assets += _assets(folder, _json(folder / dependency["properties"]["file"]))
    return AssembledStack(
        name=properties.get("stackName", name),
        template=(folder / properties["templateFile"]).read_text(encoding="utf-8"),
        assets=tuple(assets),
        tags=properties.get("tags", {}),
        parameters=properties.get("parameters", {}),
    )


def _assets(folder: Path, manifest: dict[str, Any]) -> list[Asset]:
    if manifest.get("dockerImages"):
        raise AmplifyProblem("the project has a Docker image as an asset, which cannot run here")
    found = []
    for one in manifest.get("files", {}).values():
        source = one["source"]
        if "path" not in source:
            raise AmplifyProblem("an asset is made by a command at deployment, which Poolhouse does not run")
        for destination in one["destinations"].values():
            found.append(
                Asset(
                    folder / source["path"],
                    source.get("packaging", "file"),
                    destination["bucketName"],
                    destination["objectKey"],
                )
            )
    return found


def _json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AmplifyProblem(f"{path} cannot be read as part of a cloud assembly: {error}") from None
    if not isinstance(document, dict):
        raise AmplifyProblem(f"{path} is not part of a cloud assembly")
    return document


def _zipped(folder: Path) -> bytes:
    """The same bytes for the same files: order, times and permissions are fixed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                mode = _EXECUTABLE if path.stat().st_mode & 0o100 else _PLAIN
                entry.external_attr = mode << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return packed.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
