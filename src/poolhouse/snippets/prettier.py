"""Prettier, in one Node.js process for all snippets of a run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from poolhouse.snippets.problems import refuse

OLDEST_MAJOR = 3
"""Hashes are those of prettier 3: older releases write other code."""

LARGEST_CHARACTERS = 512 * 1024
"""Prettier takes some 5 µs and 2 kB of memory per character; a longer text is taken as it stands."""

AT_ONCE_CHARACTERS = 256 * 1024

SERVICE = Path(__file__).with_name("prettier_service.mjs")


class ScriptTest(msgspec.Struct, frozen=True):
    """A ``test(…)`` of a JavaScript or TypeScript file: its lines, and its titles from the outermost group inwards.

    A title is the texts around what only the run knows: ``["adds ", " to ", ""]`` for ``adds ${a} to ${b}``.
    """

    titles: tuple[tuple[str, ...], ...]
    first: int
    last: int


def find_prettier(start: Path, node: Path) -> Path:
    """The folder of the nearest prettier 3: in ``node_modules`` of ``start`` or above, else installed beside ``node``.

    Raises SnippetsError when there is none.
    """
    places = [folder / "node_modules" / "prettier" for folder in (start.resolve(), *start.resolve().parents)]
    places.append(node.parent.parent / "lib" / "node_modules" / "prettier")
    seen = []
    for place in places:
        version = _version(place)
        if version is not None and int(version.partition(".")[0]) >= OLDEST_MAJOR:
            return place
        if version is not None:
            seen.append(f"{place} is {version}")
    too_old = f" ({'; '.join(seen)})" if seen else ""
    raise refuse(
        "prettier", 0, f"snippets are normalised by prettier 3, found nowhere{too_old}: npm install --save-dev prettier"
    )


def check_prettier(folder: Path) -> Path:
    """``folder`` when it is that of a prettier 3. Raises SnippetsError when not."""
    version = _version(folder)
    if version is None or int(version.partition(".")[0]) < OLDEST_MAJOR:
        raise refuse(str(folder), 0, f"is {f'prettier {version}' if version else 'no prettier'}; needed is 3 or newer")
    return folder.resolve()


def _version(folder: Path) -> str | None:
    try:
        manifest = json.loads((folder / "package.json").read_bytes())
    except (OSError, ValueError):
        return None
    version = manifest.get("version") if isinstance(manifest, dict) and manifest.get("name") == "prettier" else None
    return version if isinstance(version, str) and version.partition(".")[0].isdecimal() else None


class Prettier:
    """A running prettier; made by `running_prettier`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def format_all(self, texts: Sequence[str]) -> list[str]:
        """Each text formatted as TypeScript, or as it is when that is refused; same order.

        The same text is formatted once. Takes about a millisecond per snippet.
        """
        done = {text: text for text in texts if len(text) > LARGEST_CHARACTERS}
        waiting = [text for text in dict.fromkeys(texts) if text not in done]
        for batch in _batches(waiting):
            done.update(zip(batch, self._ask({"format": batch}), strict=True))
        return [done[text] for text in texts]

    def tests_in(self, text: str) -> list[ScriptTest] | None:
        """The tests of a JavaScript or TypeScript file, None when it cannot be parsed."""
        answer = self._ask({"tests": text})
        if answer is None:
            return None
        return [ScriptTest(tuple(map(tuple, item["titles"])), item["from"], item["to"]) for item in answer]

    def _ask(self, request: Mapping[str, Any]) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise refuse("prettier", 0, "has ended before its work; see the message above") from None
        answer = stdout.readline()
        if not answer:
            raise refuse("prettier", 0, "has ended before its work; see the message above")
        return json.loads(answer)


@contextmanager
def running_prettier(node: Path, folder: Path) -> Iterator[Prettier]:
    """Prettier of ``folder`` on ``node``, for as long as the block lasts."""
    command = [str(node), str(SERVICE), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}) as process:
        try:
            yield Prettier(process)
        finally:
            process.kill()
            # What a process that ended early never read goes with it; that it ended has been reported.
            with suppress(BrokenPipeError):
                assert process.stdin is not None
                process.stdin.close()


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > AT_ONCE_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch
