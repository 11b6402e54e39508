"""The tables that docs/functions.md shows make functions that can be called."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "example-secret"}
PAGE = "docs/functions.md"


def invoke(server: Any) -> Any:
    """What the function ``claims`` of a server answers."""
    answer = server.client("lambda").invoke(FunctionName="claims", Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()
    return json.loads(answer["Payload"].read())


def test_a_function_of_the_configuration_has_its_environment(
    new_server: Callable[..., Any], snippets_of: Callable[[str], Any], tmp_path: Path
) -> None:
    # #region covers 27e04e8691a83a50
    (tmp_path / "poolhouse.toml").write_text(snippets_of(PAGE)[0].text)
    (tmp_path / "functions").mkdir()
    code = "export const handler = async (): Promise<string> => process.env.HARBOUR!;\n"
    (tmp_path / "functions" / "claims.ts").write_text(code)
    assert invoke(new_server("--config", str(tmp_path / "poolhouse.toml"))) == "North"
    # #endregion


def test_a_function_somewhere_else_goes_by_its_name_there(
    new_server: Callable[..., Any], snippets_of: Callable[[str], Any], tmp_path: Path
) -> None:
    (tmp_path / "far.mjs").write_text('export const handler = async () => "from afar";\n')
    (tmp_path / "far.toml").write_text('[functions.prod-claims]\nhandler = "far.mjs"\n')
    far = new_server("--config", str(tmp_path / "far.toml"), data="far")
    # #region covers 885c4f382e493b48
    near = snippets_of(PAGE)[1].text
    assert "https://lambda.eu-west-1.amazonaws.com" in near
    (tmp_path / "near.toml").write_text(near.replace("https://lambda.eu-west-1.amazonaws.com", far.url))
    near_server = new_server("--config", str(tmp_path / "near.toml"), data="near", environment=CREDENTIALS)
    assert invoke(near_server) == "from afar"
    # #endregion
