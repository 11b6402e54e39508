"""Where a function's code is and how it wants to run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import msgspec

from poolhouse.ports import FunctionRecord

DEFAULT_TIMEOUT_SECONDS = 30.0
#: Lambda's own default (Lambda Developer Guide, "Configure Lambda function memory").
DEFAULT_MEMORY_MIB = 128
_NODE_SUFFIXES = frozenset({".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"})
_PROJECT_MARKS = {"node": ("package.json",), "python": ("pyproject.toml", "requirements.txt")}


class Language(Enum):
    NODE = "node"
    PYTHON = "python"


class ConfigFunction(msgspec.Struct, frozen=True):
    """One ``[functions.NAME]`` entry: ``handler`` (a path, ``module.py:function``) or ``endpoint``, never both.

    A relative ``handler`` is taken from the working directory; ``timeout`` in seconds, ``memory`` in MiB.
    ``endpoint`` is the base URL of a Lambda-compatible API, where the function is called ``remote_name`` (default: the
    same name; an ARN is fine). ``code_root`` is the folder that the worker may read; see :func:`default_code_root`.
    """

    name: str
    handler: str | None = None
    env: Mapping[str, str] = msgspec.field(default_factory=dict)
    timeout: float = DEFAULT_TIMEOUT_SECONDS
    memory: int = DEFAULT_MEMORY_MIB
    endpoint: str | None = None
    remote_name: str | None = None
    code_root: Path | None = None

    def __post_init__(self) -> None:
        if (self.handler is None) == (self.endpoint is None):
            raise ValueError(f"Function {self.name!r} needs either handler or endpoint.")
        if any("\0" in text for variable in self.env.items() for text in variable):
            raise ValueError(f"Function {self.name!r}: no environment variable can hold a NUL character.")


class FunctionSource(msgspec.Struct, frozen=True):
    """A function that runs in a worker here. ``module`` is a path for Node.js and an import name for Python.

    ``unpacked``: its folder holds the content of an uploaded archive and nothing else.
    """

    name: str
    language: Language
    root: Path
    folder: Path
    module: str
    export: str
    handler: str
    env: Mapping[str, str]
    timeout: float
    memory: int
    unpacked: bool = False


def from_config(function: ConfigFunction) -> FunctionSource:
    """Raises ValueError for a handler of no known form; a missing file shows when the function is called."""
    if function.handler is None:
        raise ValueError(f"Function {function.name!r} has no handler.")
    path_text, _, export = function.handler.partition(":")
    path = Path(path_text).resolve()
    if path.suffix in _NODE_SUFFIXES:
        language, module, export = Language.NODE, str(path), export or "handler"
    elif path.suffix == ".py" and export:
        language, module = Language.PYTHON, path.stem
    else:
        raise ValueError(
            f"Function {function.name!r}: handler {function.handler!r} is neither a .js, .mjs, .cjs, .ts or .mts file "
            "nor of the form module.py:function."
        )
    root = function.code_root.resolve() if function.code_root else default_code_root(path, language, Path.home())
    return FunctionSource(
        function.name,
        language,
        root,
        path.parent,
        module,
        export,
        f"{path.stem}.{export}",
        dict(function.env),
        function.timeout,
        function.memory,
    )


def from_record(record: FunctionRecord, folder: Path) -> FunctionSource:
    """A function made through the Lambda API, unpacked in ``folder``."""
    module, _, export = record.handler.rpartition(".")
    if record.runtime.startswith("nodejs"):
        language = Language.NODE
        # ``src/index.handler.deep``: the module ends at the first dot of its last path segment.
        parent, slash, name = record.handler.rpartition("/")
        name, _, export = name.partition(".")
        module = str(folder / (parent + slash + name))
    else:
        language = Language.PYTHON
        module = module.replace("/", ".")
    return FunctionSource(
        record.name,
        language,
        folder,
        folder,
        module,
        export,
        record.handler,
        record.environment,
        record.timeout,
        record.memory_size,
        unpacked=True,
    )


def default_code_root(handler: Path, language: Language, home: Path) -> Path:
    """The nearest project folder around the handler, as its imports may reach that far; else its own folder.

    Never the home directory or anything above it: a stray ``~/package.json`` must not open everything.
    """
    for folder in handler.parents:
        if home.is_relative_to(folder):
            break
        if any((folder / mark).is_file() for mark in _PROJECT_MARKS[language.value]):
            return folder
    return handler.parent
