"""``snippets.lock``: the covered snippets as they were, so that a change of the documentation can be told as one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from poolhouse.snippets.problems import refuse

VERSION = 1


class Locked(msgspec.Struct, frozen=True, order=True):
    """A snippet that was covered; ``text`` is normalised."""

    page: str
    name: str
    hash: str
    text: str


def read_lock(path: Path) -> list[Locked]:
    """Raises SnippetsError when the file is not one that `write_lock` wrote."""
    try:
        document = json.loads(path.read_bytes())
        if document["version"] != VERSION:
            raise refuse(str(path), 0, f"has version {document['version']!r}; known is {VERSION}")
        locked = [Locked(**item) for item in document["snippets"]]
    except OSError as problem:
        raise refuse(str(path), 0, f"cannot be read: {problem.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise refuse(str(path), 0, "is no lock: write it anew with 'poolhouse snippets lock'") from None
    if not all(isinstance(text, str) for item in locked for text in msgspec.structs.astuple(item)):
        raise refuse(str(path), 0, "is no lock: write it anew with 'poolhouse snippets lock'")
    return locked


def write_lock(path: Path, locked: Iterable[Locked]) -> None:
    """One entry per page, name and hash, sorted, so that versions of the file compare well."""
    document = {"version": VERSION, "snippets": [msgspec.structs.asdict(item) for item in sorted(set(locked))]}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
