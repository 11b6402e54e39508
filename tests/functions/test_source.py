from __future__ import annotations

from pathlib import Path

import pytest

from poolhouse.functions.source import ConfigFunction, Language, default_code_root, from_config


def test_code_root_is_the_nearest_project(tmp_path: Path) -> None:
    handler = tmp_path / "home" / "project" / "amplify" / "fn" / "handler.ts"
    handler.parent.mkdir(parents=True)
    home = tmp_path / "home"
    assert default_code_root(handler, Language.NODE, home) == handler.parent
    (home / "package.json").write_text("{}")
    assert default_code_root(handler, Language.NODE, home) == handler.parent, "never the home directory"
    (home / "project" / "amplify" / "package.json").write_text("{}")
    assert default_code_root(handler, Language.NODE, home) == home / "project" / "amplify"
    assert default_code_root(handler, Language.PYTHON, home) == handler.parent


@pytest.mark.parametrize("handler", ["h.rb", "m.py", "h", ""])
def test_unknown_forms_are_refused(handler: str) -> None:
    with pytest.raises(ValueError, match="is neither"):
        from_config(ConfigFunction("f", handler))


def test_handler_and_endpoint_exclude_each_other() -> None:
    for options in ({}, {"handler": "h.js", "endpoint": "http://x"}):
        with pytest.raises(ValueError, match="either handler or endpoint"):
            ConfigFunction("f", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("env", [{"A\0": "x"}, {"A": "\0"}], ids=["name", "value"])
def test_configured_environment_that_no_process_can_have(env: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="NUL"):
        ConfigFunction("f", "h.py:f", env=env)
