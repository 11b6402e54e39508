from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_the_demo_shows_changed_tokens_and_leaves_nothing_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    shown = subprocess.run(
        [sys.executable, "-m", "poolhouse", "demo"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(temporary), "COLUMNS": "140"},
        timeout=60,
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    text = " ".join(shown.stdout.split())
    assert shown.stdout.count("✓") >= 6
    assert '- "Marina" ✓ override + "Captain Marina"' in text
    assert "email_verified - true ✓ suppress" in text
    assert "✗ override: says whom the token is about; no function may change it" in text
    assert '+ {"boat": "Petrel", "max_depth": 18.5} ✓ add' in text
    assert "✓ add harbour-api/berths.read" in text
    assert text.count("RS256 signature valid") == 2
    assert list(temporary.iterdir()) == []
    assert "\x1b" not in shown.stdout
