from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from poolhouse.config import ConfigFile, FunctionTable, SmtpTable

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
SECTIONS: dict[str, Any] = {"`poolhouse.toml`": ConfigFile, "`[functions.NAME]`": FunctionTable, "`[smtp]`": SmtpTable}
TABLES = {"functions", "smtp"}


@pytest.mark.parametrize("title", SECTIONS)
def test_every_setting_is_documented_with_its_default(title: str) -> None:
    section = re.split(r"^#+ ", PAGE.read_text().partition(f"# {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    documented = dict(re.findall(r"^\| `(\w+)` \| *([^|]*?) *\|", section, re.MULTILINE))
    expected = {f.name: _default(f) for f in msgspec.structs.fields(SECTIONS[title]) if f.name not in TABLES}
    assert documented == expected


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    if isinstance(default, tuple):
        return f"`{json.dumps(default)}`"
    return "" if default is None else f"`{default}`"
