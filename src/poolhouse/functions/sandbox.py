"""What a worker is given: arguments, environment, readable paths and limits. The launcher carries it out."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from poolhouse.functions.node_binary import NodeBinary
from poolhouse.functions.source import FunctionSource, Language

_HERE = Path(__file__).resolve().parent
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/bin",
    "/sbin",
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/crypto-policies",
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/pki",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/ssl",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_MIB = 1024 * 1024
# Node.js maps code, thread stacks and buffers beside the heap that --max-old-space-size bounds.
_EXTRA_MEMORY_MIB = {Language.NODE: 512, Language.PYTHON: 64}
# Lambda Developer Guide, "Lambda quotas": file descriptors 1,024 and /tmp 512 MB. Its 1,024 processes are a quarter
# here, as the workers of all functions share one machine.
_OPEN_FILES, _LARGEST_FILE, _PROCESSES = 1024, 512 * _MIB, 256
_NODE_WITH_NETWORK_PERMISSION = (25, 0)


class Plan(msgspec.Struct, frozen=True):
    """``seed`` tells the anonymous user ids of workers apart; ``landlock_abi`` 0 means that the kernel has none.

    ``keep_reading``: started by root, the worker may read its code wherever file modes would hide it, as something
    else confines it.
    """

    arguments: list[str]
    environment: dict[str, str]
    folder: str
    readable: list[str]
    listable: list[str]
    devices: list[str]
    writable: list[str]
    limits: dict[str, int]
    landlock_abi: int
    keep_reading: bool
    seed: int

    def encode(self) -> bytes:
        body = marshal.dumps(msgspec.structs.asdict(self))
        return len(body).to_bytes(4, "big") + body


def make_plan(
    source: FunctionSource,
    *,
    node: NodeBinary | None,
    temporary: Path,
    private: Iterable[Path],
    region: str,
    landlock_abi: int,
    seed: int,
    log_stream: str,
) -> Plan:
    """``temporary`` is the only place where the worker may write; ``private`` is withheld even inside its code."""
    private = [path.resolve() for path in private]
    readable = [*_SYSTEM, *_code_paths(source, private)]
    if node is not None:
        readable += [str(_HERE / "node"), str(node.path)]
        arguments = _node_arguments(source, node, temporary, readable, confined=landlock_abi > 0)
    else:
        readable += [str(_HERE / "python"), *_python_paths()]
        arguments = _python_arguments(source)
    return Plan(
        arguments=arguments,
        environment=_environment(source, region, temporary, log_stream),
        folder=str(source.root),
        readable=readable,
        listable=_listable(source, private),
        devices=list(_DEVICES),
        writable=[str(temporary)],
        limits={
            "RLIMIT_DATA": (source.memory + _EXTRA_MEMORY_MIB[source.language]) * _MIB,
            "RLIMIT_NPROC": _PROCESSES,
            "RLIMIT_NOFILE": _OPEN_FILES,
            "RLIMIT_FSIZE": _LARGEST_FILE,
            "RLIMIT_CORE": 0,
        },
        landlock_abi=landlock_abi,
        keep_reading=landlock_abi > 0 or node is not None,
        seed=seed,
    )


def _code_paths(source: FunctionSource, private: list[Path]) -> list[str]:
    if source.unpacked:
        # It lies inside the private data directory; as in Lambda, an archive brings everything that it needs.
        return [str(source.root)]
    paths = list(_without(source.root, private))
    if source.language is Language.NODE:
        paths += [folder / "node_modules" for folder in source.folder.parents]
    return [str(path) for path in paths if not any(path.is_relative_to(secret) for secret in private)]


def _listable(source: FunctionSource, private: list[Path]) -> list[str]:
    """Python's import reads the names in a module's folder; the contents of what is private there stay closed."""
    split = not source.unpacked and any(secret.is_relative_to(source.folder) for secret in private)
    return [str(source.folder)] if split and source.language is Language.PYTHON else []


def _without(folder: Path, private: list[Path]) -> Iterable[Path]:
    """``folder``, or its entries one by one where something private lies among them: Landlock only ever adds."""
    if not any(secret.is_relative_to(folder) for secret in private):
        return [folder]
    if folder in private or not folder.is_dir():
        return []
    return [path for entry in folder.iterdir() if not entry.is_symlink() for path in _without(entry, private)]


def _python_paths() -> list[str]:
    return [
        str(Path(prefix) / part)
        for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
        for part in ("bin", "lib", "lib64", "pyvenv.cfg")
    ]


def _python_arguments(source: FunctionSource) -> list[str]:
    bootstrap = str(_HERE / "python" / "bootstrap.py")
    options = ["-s", "-B", "-P", "-X", "utf8"]
    return [sys.executable, *options, bootstrap, str(source.folder), source.module, source.export]


def _node_arguments(
    source: FunctionSource, node: NodeBinary, temporary: Path, readable: list[str], *, confined: bool
) -> list[str]:
    options = [
        f"--max-old-space-size={source.memory}",
        "--enable-source-maps",
        "--disable-warning=ExperimentalWarning",
        "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
    ]
    if not confined:
        options += _permission_model(node, temporary, readable)
    return [str(node.path), *options, str(_HERE / "node" / "bootstrap.mjs"), source.module, source.export]


def _permission_model(node: NodeBinary, temporary: Path, readable: list[str]) -> list[str]:
    """The choice for platforms without Landlock: Node.js confines its own file access; see the launcher's warning.

    Child processes and native add-ons would not be confined, so they are not available there.
    """
    options = ["--permission", f"--allow-fs-write={temporary}"]
    options += [f"--allow-fs-read={path}" for path in [*readable, str(temporary)]]
    if node.version >= _NODE_WITH_NETWORK_PERMISSION:
        options.append("--allow-net")
    return options


def _environment(source: FunctionSource, region: str, temporary: Path, log_stream: str) -> dict[str, str]:
    """Lambda Developer Guide, "Defined runtime environment variables"; nothing of the server's environment."""
    environment = {
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_EXECUTION_ENV": _execution_environment(source.language),
        "AWS_LAMBDA_FUNCTION_NAME": source.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(source.memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{source.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
        "HOME": str(temporary),
        "LANG": "en_US.UTF-8",
        "LAMBDA_TASK_ROOT": str(source.root),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TMPDIR": str(temporary),
        "TZ": ":UTC",
    }
    return {**environment, **source.env, "_HANDLER": source.handler}


def _execution_environment(language: Language) -> str:
    if language is Language.NODE:
        return "AWS_Lambda_nodejs22.x"
    return f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}"
