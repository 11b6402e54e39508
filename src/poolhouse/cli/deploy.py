"""``poolhouse deploy`` and ``poolhouse destroy``: projects, assemblies and templates on a running server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poolhouse.cli.options import DEFAULT_ENDPOINT, Endpoint, fail
from poolhouse.cli.screen import make_console
from poolhouse.cli.trust import trusted

if TYPE_CHECKING:
    from poolhouse.amplify.assembly import AssembledStack
    from poolhouse.cli.progress import Progress

Source = Annotated[
    Path, typer.Argument(help="An Amplify project, a cloud assembly (cdk.out), or a template file.", exists=True)
]
Identifier = Annotated[
    str | None, typer.Option("--identifier", help="Tells sandboxes of one project apart; your user name otherwise.")
]
StackName = Annotated[str | None, typer.Option("--stack-name", help="Name of the stack that a template becomes.")]
AllowUnsupported = Annotated[
    bool,
    typer.Option(
        "--allow-unsupported", help="Record resource types that are not built, unless they guard access, and go on."
    ),
]


def deploy(
    source: Source = Path(),
    endpoint: Endpoint = DEFAULT_ENDPOINT,
    identifier: Identifier = None,
    stack_name: StackName = None,
    allow_unsupported: AllowUnsupported = False,
) -> None:
    """Deploy an Amplify project, a cloud assembly or a template to a running server."""
    from poolhouse.amplify.deployer import Deployer
    from poolhouse.amplify.outputs import write_outputs
    from poolhouse.amplify.problems import AmplifyProblem
    from poolhouse.amplify.server import Server
    from poolhouse.cli.progress import Progress

    progress = Progress(make_console())
    try:
        stacks = _stacks(source, identifier, stack_name, progress)
        with Server(endpoint, trusted=trusted(endpoint)) as server:
            deployer = Deployer(server, allow_unsupported=allow_unsupported)
            for stack in stacks:
                deployed = deployer.deploy(stack, progress.event)
                progress.say("✔", "green", f"{stack.name} {'is deployed' if deployed.changed else 'is up to date'}")
                if (source / "amplify" / "backend.ts").is_file():
                    written = write_outputs(source, deployed.outputs, stack.assets, server.endpoint)
                    progress.say("✔", "green", f"{written} is written")
                else:
                    for name, value in deployed.outputs.items():
                        progress.say(" ", "dim", f"{name} = {value}")
    except AmplifyProblem as problem:
        fail(problem.message, mend=problem.mend)


def destroy(
    source: Annotated[Path, typer.Argument(help="The project, assembly or template that was deployed.")] = Path(),
    endpoint: Endpoint = DEFAULT_ENDPOINT,
    identifier: Identifier = None,
    stack_name: StackName = None,
) -> None:
    """Delete a deployed stack: all that it made, users included, and nothing else."""
    from poolhouse.amplify.deployer import Deployer
    from poolhouse.amplify.problems import AmplifyProblem
    from poolhouse.amplify.server import Server
    from poolhouse.cli.progress import Progress

    progress = Progress(make_console())
    try:
        names = [stack_name] if stack_name else _names(source, identifier)
        with Server(endpoint, trusted=trusted(endpoint)) as server:
            for name in names:
                gone = Deployer(server).destroy(name, progress.event)
                progress.say("✔", "green", f"{name} is deleted" if gone else f"there is no stack {name}")
    except AmplifyProblem as problem:
        fail(problem.message, mend=problem.mend)


def _stacks(
    source: Path, identifier: str | None, stack_name: str | None, progress: Progress
) -> tuple[AssembledStack, ...]:
    from poolhouse.amplify.assembly import AssembledStack, read_assembly
    from poolhouse.amplify.project import open_project
    from poolhouse.amplify.synthesis import synthesize

    if source.is_file():
        return (AssembledStack(stack_name or _from_file_name(source), source.read_text(encoding="utf-8"), ()),)
    if (source / "manifest.json").is_file():
        return read_assembly(source).stacks
    project = open_project(source, identifier)
    with progress.step("Synthesising the backend", "Backend synthesised"):
        return synthesize(project).stacks


def _names(source: Path, identifier: str | None) -> list[str]:
    from poolhouse.amplify.assembly import read_assembly
    from poolhouse.amplify.project import open_project

    if source.is_file():
        return [_from_file_name(source)]
    if (source / "manifest.json").is_file():
        return [stack.name for stack in read_assembly(source).stacks]
    return [open_project(source, identifier).stack_name]


def _from_file_name(source: Path) -> str:
    name = "".join(letter if letter.isalnum() else "-" for letter in source.name.partition(".")[0]).strip("-")
    return name if name[:1].isalpha() else f"stack-{name}"
