"""Running a project's backend: its own packages write a cloud assembly (CDK), without network or account."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile

from poolhouse.amplify.assembly import Assembly, read_assembly
from poolhouse.amplify.problems import AmplifyProblem
from poolhouse.amplify.project import KIND, Project

SECONDS = 300.0
_LINES_SHOWN = 30
_PASSED_ON = ("PATH", "TMPDIR", "SYSTEMROOT", "LANG", "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS")
_NOISE = re.compile(r"^\s+at |^Node\.js v|^node:internal/|^\s*triggerUncaughtException\(|^\s*\^?\s*$")
_SECRETS_AS_OF = "2000-01-01T00:00:00.000Z"
"""Where a backend has secrets the template holds when they last changed; here their values decide, not this."""


def synthesize(project: Project) -> Assembly:
    """The assembly in ``project.output_folder``. Runs the project's code, with a clean environment.

    Raises AmplifyProblem with what the code said, its source line included.
    """
    project.check()
    context = {
        "amplify-backend-namespace": project.namespace,
        "amplify-backend-name": project.name,
        "amplify-backend-type": KIND,
        "secretLastUpdated": _SECRETS_AS_OF,
    }
    project.output_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="poolhouse-home-") as home:
        environment = {name: value for name, value in project.tool_environment().items() if name in _PASSED_ON}
        environment |= {
            "HOME": home,
            "CDK_OUTDIR": str(project.output_folder),
            "CDK_CONTEXT_JSON": json.dumps(context),
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            # CDK calls tools by npx, which would ask the registry for a newer npm.
            "npm_config_update_notifier": "false",
        }
        try:
            done = subprocess.run(
                [str(project.binary("tsx")), str(project.backend)],
                cwd=project.root,
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise AmplifyProblem(f"the backend did not finish within {SECONDS:g} s") from None
    if done.returncode:
        raise _failed(project, done.stdout + done.stderr)
    return read_assembly(project.output_folder)


def _failed(project: Project, text: str) -> AmplifyProblem:
    lines = [line.replace(f"{project.root}{os.sep}", "") for line in text.splitlines() if not _NOISE.match(line)]
    said = "\n".join(lines[-_LINES_SHOWN:]) or "it said nothing"
    if "spawnSync docker" in text or "docker: not found" in text or "docker exited" in text:
        return AmplifyProblem(
            f"the backend wants Docker to bundle an asset, which Poolhouse does not run:\n{said}",
            mend="Install esbuild in the project (npm install --save-dev esbuild): functions are bundled with it.",
        )
    return AmplifyProblem(f"the backend could not be synthesised:\n{said}", mend=_mend(text))


def _mend(text: str) -> str:
    if "CannotFindPackageLockFile" in text:
        return "Run: npm install --package-lock-only"
    if "Cannot find module" in text or "ERR_MODULE_NOT_FOUND" in text:
        return "Is a package missing? Run: npm install. Is an import's path right?"
    return ""
