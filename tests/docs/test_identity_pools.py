from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "identity-pools.md"


def test_the_script_of_the_page_works_with_the_aws_cli(server: Any, tmp_path: Path) -> None:
    # #region covers e574ea9081667680
    script = re.search(r"<!-- script -->\n```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert script
    assert "http://127.0.0.1:9500" in script[1]
    shown = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script[1].replace("http://127.0.0.1:9500", server.url)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "AWS_PAGER": "",
        },
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    # #endregion
    assert json.loads(shown.stdout)["Credentials"]["AccessKeyId"].startswith("ASIA")
