"""The answers that docs/pre-token-generation.md shows do to the tokens what their names say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGE = "docs/pre-token-generation.md"


@pytest.fixture
def tokens_after(tmp_path: Path) -> Callable[[str, str], tuple[dict[str, Any], dict[str, Any]]]:
    """Claims of ID and access token when a handler consists of ``body``."""

    def run(body: str, version: str) -> tuple[dict[str, Any], dict[str, Any]]:
        (tmp_path / "handler.mjs").write_text(f"export const handler = async (event) => {{\n{body}}};\n")
        command = [sys.executable, "-m", "poolhouse", "trigger", "test", "handler.mjs", "--version", version, "--json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        shown = json.loads(done.stdout)
        assert {decision["outcome"] for decision in shown["decisions"]} == {"applied"}
        assert {"email", "phone_number"} <= shown["idToken"]["before"].keys()
        return shown["idToken"]["after"], shown["accessToken"]["after"]

    return run


def test_the_answer_of_version_1(snippets_of: Callable[[str], Any], tokens_after: Callable[..., Any]) -> None:
    # #region covers 0b1eb2b75aac244f
    id_token, access_token = tokens_after(snippets_of(PAGE)[0].text, "1")
    # #endregion
    assert id_token["berth"] == "C-14"
    assert "phone_number" not in id_token
    assert id_token["cognito:groups"] == access_token["cognito:groups"] == ["divers"]


def test_the_answer_of_versions_2_and_3(snippets_of: Callable[[str], Any], tokens_after: Callable[..., Any]) -> None:
    # #region covers ee0478919fd0c207
    id_token, access_token = tokens_after(snippets_of(PAGE)[1].text, "2")
    # #endregion
    assert id_token["berth"] == 14
    assert "email" not in id_token
    assert access_token["pass"] == {"boat": "Petrel"}
    assert "harbour-api/berths.read" in access_token["scope"].split()
    assert id_token["cognito:groups"] == access_token["cognito:groups"] == ["divers"]
