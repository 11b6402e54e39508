"""Cloud assemblies as CDK writes them, and the exchange of one function within."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from poolhouse.amplify.assembly import Assembly, read_assembly
from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.amplify.repack import exchange

BUCKET = "cdk-assets-${AWS::AccountId}-${AWS::Region}"


def write(folder: Path, **more: Any) -> Path:
    """An assembly of one stack with one nested stack, which has one function."""
    code = folder / "asset.aaa"
    code.mkdir()
    (code / "index.mjs").write_text("export const handler = async () => 1;\n")
    (folder / "nested.json").write_text(json.dumps({"Resources": {"F": {"Properties": {"S3Key": "aaa.zip"}}}}))
    (folder / "main.json").write_text(json.dumps({"Resources": {"N": {"Properties": {"TemplateURL": "x/bbb.json"}}}}))
    files = {
        "aaa": {"source": {"path": "asset.aaa", "packaging": "zip"}, "destinations": _destination("aaa.zip")},
        "bbb": {"source": {"path": "nested.json", "packaging": "file"}, "destinations": _destination("bbb.json")},
    }
    (folder / "main.assets.json").write_text(json.dumps({"files": files, **more.pop("assets", {})}))
    artifacts = {
        "main.assets": {"type": "cdk:asset-manifest", "properties": {"file": "main.assets.json"}},
        "main": {
            "type": "aws:cloudformation:stack",
            "dependencies": ["main.assets"],
            "properties": {"templateFile": "main.json", "tags": {"a": "b"}},
        },
    }
    (folder / "manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": artifacts, **more}))
    return folder


def _destination(key: str) -> dict[str, Any]:
    return {"current": {"bucketName": BUCKET, "objectKey": key}}


def read(folder: Path, **more: Any) -> Assembly:
    return read_assembly(write(folder, **more))


def test_stacks_with_their_assets(tmp_path: Path) -> None:
    (stack,) = read(tmp_path).stacks
    assert (stack.name, stack.tags) == ("main", {"a": "b"})
    assert {asset.key: asset.packaging for asset in stack.assets} == {"aaa.zip": "zip", "bbb.json": "file"}


def test_a_folder_is_zipped_to_the_same_bytes_each_time(tmp_path: Path) -> None:
    asset = read(tmp_path).stacks[0].assets[0]
    first = asset.content()
    (asset.path / "index.mjs").touch()
    assert asset.content() == first


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"missing": [{"key": "x", "provider": "vpc-provider"}]}, "vpc-provider"),
        ({"assets": {"dockerImages": {"x": {}}}}, "Docker image"),
        ({"artifacts": {}}, "holds no stack"),
    ],
)
def test_what_cannot_be_deployed(tmp_path: Path, more: dict[str, Any], text: str) -> None:
    with pytest.raises(AmplifyProblem, match=text):
        read(tmp_path, **more)


def test_what_is_no_assembly(tmp_path: Path) -> None:
    with pytest.raises(AmplifyProblem, match=r"manifest\.json cannot be read"):
        read_assembly(tmp_path)


def test_an_exchanged_function_changes_every_template_above_it(tmp_path: Path) -> None:
    folder, scratch, changed = tmp_path / "out", tmp_path / "scratch", tmp_path / "changed"
    for one in (folder, scratch, changed):
        one.mkdir()
    (changed / "index.mjs").write_text("export const handler = async () => 2;\n")
    stack = read(folder).stacks[0]
    result = exchange(stack, stack.assets[0], changed, scratch)
    keys = {asset.key for asset in result.assets}
    (code,) = (key for key in keys if key.endswith(".zip"))
    (nested,) = (key for key in keys if key.endswith(".json"))
    assert keys.isdisjoint({"aaa.zip", "bbb.json"})
    assert f"x/{nested}" in result.template
    text = next(asset for asset in result.assets if asset.key == nested).content().decode()
    assert code in text
    # The same change again is the same stack.
    assert exchange(stack, stack.assets[0], changed, scratch) == result
