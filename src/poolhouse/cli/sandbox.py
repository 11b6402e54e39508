"""``poolhouse sandbox``: an Amplify project's backend on this machine, kept up to date while it is edited."""

from __future__ import annotations

import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.deploy import AllowUnsupported, Identifier
from poolhouse.cli.hosts import is_loopback
from poolhouse.cli.options import DEFAULT_ENDPOINT, Endpoint, fail
from poolhouse.cli.screen import make_console
from poolhouse.cli.trust import make_authority, trusted

if TYPE_CHECKING:
    from poolhouse.amplify.assembly import AssembledStack
    from poolhouse.amplify.deployer import Deployer
    from poolhouse.amplify.server import Server
    from poolhouse.amplify.watch import Backend
    from poolhouse.cli.live import Live
    from poolhouse.cli.progress import Progress

LOOK_MILLISECONDS = 300
"""How often functions' lines and triggers' decisions are fetched while nothing changes."""

SETTLE_MILLISECONDS = 50
_ADDED = re.compile(r"(lambda)?[0-9A-F]{8}$")
DATA = ".poolhouse"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def sandbox(
    path: Annotated[Path, typer.Argument(help="The Amplify project.", exists=True, file_okay=False)] = Path(),
    once: Annotated[bool, typer.Option("--once", help="Deploy once and do not watch.")] = False,
    endpoint: Endpoint = DEFAULT_ENDPOINT,
    identifier: Identifier = None,
    allow_unsupported: AllowUnsupported = False,
) -> None:
    """Deploy an Amplify project here, write amplify_outputs.json, and deploy again whenever it changes.

    Starts a server on the endpoint's port when none answers there; its data stay in the project's .poolhouse folder.
    """
    from poolhouse.amplify.deployer import Deployer
    from poolhouse.amplify.problems import AmplifyProblem
    from poolhouse.amplify.project import open_project
    from poolhouse.amplify.server import Server
    from poolhouse.amplify.watch import Backend
    from poolhouse.cli.live import Live
    from poolhouse.cli.progress import Progress

    console = make_console()
    progress = Progress(console)
    # Asked to end, it ends the server that it started, as it does at Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        project = open_project(path, identifier)
        with (
            Server(endpoint, trusted=_trusted(endpoint, project.root / DATA)) as server,
            tempfile.TemporaryDirectory(prefix="poolhouse-sandbox-") as scratch,
        ):
            project.check()
            with _running(server, project.root / DATA, progress, stays=once):
                backend = Backend(project, Path(scratch).resolve())
                deployer = Deployer(server, allow_unsupported=allow_unsupported)
                changes = _changes(project.root)
                if once:
                    _deploy_whole(backend, deployer, progress)
                else:
                    # From here on: what is edited during the synthesis is not in it.
                    next(changes)
                    _watch(changes, backend, deployer, Live(console, endpoint, project.root / DATA), progress)
    except AmplifyProblem as problem:
        fail(problem.message, mend=problem.mend)
    except KeyboardInterrupt:
        console.print("The sandbox ends; 'poolhouse destroy' deletes what it made.")


def _trusted(endpoint: str, data: Path) -> ssl.SSLContext | bool:
    """The authority is made now where there is none: this side reads it before a server that it may start."""
    if endpoint.startswith("https:"):
        make_authority(data)
    return trusted(endpoint, data)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _deploy_whole(backend: Backend, deployer: Deployer, progress: Progress) -> str:
    """The stack's id."""
    with progress.step("Synthesising the backend", "Backend synthesised"):
        stack = backend.assemble()
    return _deploy(deployer, stack, backend.project.root, progress)


def _deploy(deployer: Deployer, stack: AssembledStack, root: Path, progress: Progress) -> str:
    """The stack's id."""
    from poolhouse.amplify.outputs import write_outputs

    began = time.perf_counter()
    deployed = deployer.deploy(stack, progress.event)
    written = write_outputs(root, deployed.outputs, stack.assets, deployer.server.endpoint)
    what = f"{stack.name} is deployed" if deployed.changed else f"{stack.name} is up to date"
    progress.say("✔", "green", f"{what} ({time.perf_counter() - began:.2f} s); {written.name} is written")
    _summary(deployed.outputs, progress)
    return deployed.stack_id


def _summary(outputs: dict[str, str], progress: Progress) -> None:
    """What now runs where."""
    names = {
        "userPoolId": "user pool",
        "webClientId": "app client",
        "identityPoolId": "identity pool",
        "awsAppsyncApiEndpoint": "GraphQL",
    }
    for output, name in names.items():
        if outputs.get(output):
            progress.say(" ", "dim", f"{name:<14}{outputs[output]}")


def _changes(root: Path) -> Iterator[set[Path]]:
    """Files that have changed, again and again; none where some time went by. Watches from the first step on."""
    import watchfiles

    for batch in watchfiles.watch(
        root,
        debounce=SETTLE_MILLISECONDS * 4,
        step=SETTLE_MILLISECONDS,
        rust_timeout=LOOK_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        yield {Path(name) for _, name in batch}


def _watch(changes: Iterator[set[Path]], backend: Backend, deployer: Deployer, live: Live, progress: Progress) -> None:
    """The first deployment and all that follow, until interrupted. One that fails is told, and the server stays: what
    it lacked, a secret for instance, can be given to it."""
    _attempt(partial(_deploy_whole, backend, deployer, progress), backend, deployer, live, progress)
    live.skip()
    progress.say("·", "cyan", "Watching for changes. Codes that are sent lie in 'poolhouse inbox'. Ctrl-C ends.")
    for batch in changes:
        live.show()
        changed = {path for path in batch if backend.concerns(path)}
        if not changed:
            continue
        again = partial(_bring_up_to_date, backend, deployer, changed, progress)
        _attempt(again, backend, deployer, live, progress)


def _attempt(deploy: Callable[[], str], backend: Backend, deployer: Deployer, live: Live, progress: Progress) -> None:
    from poolhouse.amplify.problems import AmplifyProblem

    try:
        live.names = _function_names(deployer, deploy())
    except AmplifyProblem as problem:
        mend = problem.mend or "Mend it and save a file of the backend: the sandbox tries again."
        progress.say("✘", "red", f"{problem.message}\n→ {mend}")
    else:
        backend.learn()


def _function_names(deployer: Deployer, stack_id: str) -> dict[str, str]:
    """Without what CDK adds: ``<name>lambda<hash>``."""
    return {name: _ADDED.sub("", logical_id) for name, logical_id in deployer.functions(stack_id).items()}


def _bring_up_to_date(backend: Backend, deployer: Deployer, changed: set[Path], progress: Progress) -> str:
    """The stack's id."""
    bundles = backend.functions_of(changed)
    names = ", ".join(sorted(path.name for path in changed))
    if bundles:
        with progress.step(f"{names} changed: bundling", f"{names} changed: bundled"):
            stack = backend.with_functions(bundles)
    else:
        with progress.step(f"{names} changed: synthesising", f"{names} changed: synthesised"):
            stack = backend.assemble()
    return _deploy(deployer, stack, backend.project.root, progress)


@contextmanager
def _running(server: Server, data: Path, progress: Progress, *, stays: bool) -> Iterator[None]:
    """A server at the endpoint: the one that answers, or one started for as long as the sandbox watches."""
    from urllib.parse import urlsplit

    from poolhouse.amplify.problems import AmplifyProblem

    if server.answers():
        yield
        return
    parts = urlsplit(server.endpoint)
    if not is_loopback(parts.hostname or ""):
        raise AmplifyProblem(
            f"no Poolhouse answers at {server.endpoint}, and the sandbox starts one on this machine alone",
            mend="Start it there, or name an endpoint on this machine, such as http://127.0.0.1:9500.",
        )
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 80)
    command = [
        *(sys.executable, "-m", "poolhouse", "serve", "--host", parts.hostname or "", "--port", str(port)),
        *("--data", str(data), "--log-level", "warning"),
        *(("--tls",) if parts.scheme == "https" else ()),
    ]
    data.mkdir(mode=0o700, exist_ok=True)
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=data.parent, start_new_session=True
        )
    try:
        ready = process.stdout.readline() if process.stdout else ""
        if not ready:
            process.wait()
            raise AmplifyProblem(f"the server did not start; {data / 'server.log'} says why")
        progress.say("✔", "green", ready.strip())
        yield
    finally:
        lives = process.poll() is None
        if lives and stays:
            progress.say("·", "cyan", f"The server stays; end it with: kill {process.pid}")
        elif lives:
            process.terminate()
            process.wait()
