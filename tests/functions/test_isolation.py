"""What a worker must not reach, and what its misbehaviour must not do to the server."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

import pytest

from poolhouse.ports import FunctionTimedOut

READ_ALL = """
const fs = require('fs');
const attempt = (act) => {
  try { return String(act()).slice(0, 200); } catch (error) { return 'refused:' + error.code; }
};
exports.handler = async ({paths}) => Object.fromEntries(paths.map((path) => [path, attempt(() =>
  fs.statSync(path).isDirectory() ? fs.readdirSync(path) : fs.readFileSync(path))]));
"""
READ_ALL_PYTHON = """
import os
def attempt(path):
    try:
        return str(os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read(200))
    except OSError as error:
        return 'refused:' + str(error.errno)
def f(event, context):
    return {path: attempt(path) for path in event['paths']}
"""


@pytest.mark.parametrize("language", ["node", "python"])
async def test_server_files_are_unreadable(bench: Any, tmp_path: Path, language: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "poolhouse.db").write_text("secret")
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    if language == "node":
        bench.define("h.cjs", READ_ALL)
    else:
        bench.define("h.py", READ_ALL_PYTHON, function="f")
    pid = os.getpid()
    forbidden: list[str | Path] = [
        data, data / "poolhouse.db", outside, Path.home(), "/", "/proc", f"/proc/{pid}/environ",
        f"/proc/{pid}/maps", f"/proc/{pid}/cmdline", f"/proc/{pid}/fd", "/proc/1/environ", "/etc/shadow", "/run",
        "/var", "/dev/shm", "/dev", Path(__file__),
    ]  # fmt: skip
    paths = [str(path) for path in forbidden if _exists(path)]
    answer = await bench.result({"paths": paths})
    assert {path: found for path, found in answer.items() if not found.startswith("refused:")} == {}
    assert len(answer) >= 13


async def test_data_directory_inside_the_code_folder_is_unreadable(make_bench: Any, tmp_path: Path) -> None:
    inside = tmp_path / "code0" / ".poolhouse"
    bench = make_bench(private_paths=(inside, tmp_path / "code0" / "poolhouse.toml"))
    inside.mkdir()
    (inside / "poolhouse.db").write_text("secret")
    (bench.folder / "poolhouse.toml").write_text("secret")
    (bench.folder / "link").symlink_to(inside)
    (bench.folder / "lib").mkdir()
    (bench.folder / "lib" / "data.json").write_text('{"a": 1}')
    bench.define("h.cjs", READ_ALL)
    names = [".poolhouse", ".poolhouse/poolhouse.db", "poolhouse.toml", "link/poolhouse.db", "lib/data.json"]
    answer = await bench.result({"paths": [str(bench.folder / name) for name in names]})
    *withheld, readable = answer.values()
    assert all(found.startswith("refused:") for found in withheld)
    assert readable == '{"a": 1}'


async def test_nothing_of_the_server_environment_or_descriptors(bench: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("POOLHOUSE_TEST_SECRET", "secret")
    with socket.socket() as listening:
        os.set_inheritable(listening.fileno(), True)
        bench.define(
            "m.py",
            "import os\n"
            "def f(event, context):\n"
            "    def is_open(fd):\n"
            "        try: os.fstat(fd); return True\n"
            "        except OSError: return False\n"
            "    return [sorted(os.environ), [fd for fd in range(1024) if is_open(fd)]]\n",
            function="f",
        )
        names, descriptors = await bench.result()
    assert "POOLHOUSE_TEST_SECRET" not in names
    assert descriptors == [0, 1, 2, 3, 4]


async def test_writes_only_into_its_own_temporary_folder(
    bench: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = tmp_path / "temporary"
    folders.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folders))
    bench.define(
        "h.cjs",
        "const fs = require('fs');"
        "exports.handler = async ({paths}) => { fs.writeFileSync(process.env.TMPDIR + '/mine', 'x');"
        " return [process.env.TMPDIR, paths.map((p) => { try { fs.writeFileSync(p, 'x'); return p; }"
        " catch (e) { return e.code; } })]; };",
    )
    paths = [bench.folder / "new", tmp_path / "new", "/usr/poolhouse-test-new", "/etc/poolhouse-test-new"]
    temporary, written = await bench.result({"paths": [str(path) for path in paths]})
    assert not any(_exists(path) for path in paths)
    assert written[2:] == ["EACCES"] * 2
    assert temporary == "/tmp"
    [private] = folders.iterdir()
    assert (private / "mine").read_text() == "x"
    await bench.runtime.close()
    assert list(folders.iterdir()) == []


async def test_cannot_signal_trace_or_connect_to_the_server(bench: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "code0" / "server.sock")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as hidden:
        server.bind(path)
        _open_to_all(path)
        server.listen()
        hidden.bind("\0poolhouse-test")
        hidden.listen()
        bench.define(
            "m.py",
            "import ctypes, os, socket\n"
            "def attempt(act):\n"
            "    try: act(); return 'done'\n"
            "    except OSError as error: return type(error).__name__\n"
            "def f(event, context):\n"
            "    libc = ctypes.CDLL(None, use_errno=True)\n"
            "    pids = [event['pid'], 1, os.getppid()]\n"
            "    return [[attempt(lambda: os.kill(pid, 0)) for pid in pids],\n"
            "            [libc.ptrace(16, pid, 0, 0) for pid in pids],\n"
            "            [attempt(lambda: socket.socket(socket.AF_UNIX).connect(a)) for a in event['addresses']],\n"
            "            socket.socketpair()[0].family == socket.AF_UNIX, attempt(lambda: socket.socket().close())]\n",
            function="f",
        )
        answer = await bench.result({"pid": os.getpid(), "addresses": [path, "\0poolhouse-test"]})
    assert [set(kind) & {"done", 0} for kind in answer[:3]] == [set(), set(), set()]
    assert answer[3:] == [True, "done"]


async def test_fork_bomb_is_bounded_and_leaves_nothing(bench: Any) -> None:
    bench.define(
        "h.cjs",
        "const {spawn} = require('child_process');"
        "exports.handler = async (e) => { if (e === 'ok') return 'ok'; let started = 0;"
        " for (let i = 0; i < 2000; i++) { try { const child = spawn('sleep', ['7354'], {detached: true});"
        " child.on('error', () => {}); if (child.pid) started++; else if (i > started + 20) break; }"
        " catch { break; } } return started; };",
        memory=512,
    )
    started = await bench.result()
    assert 0 < started < 256
    assert await bench.result("ok") == "ok"
    await bench.runtime.close()
    assert _command_lines("7354") == []


async def test_python_fork_bomb_is_bounded(bench: Any) -> None:
    bench.define(
        "m.py",
        "import os, time\n"
        "def f(event, context):\n"
        "    count = 0\n"
        "    for _ in range(2000):\n"
        "        try: pid = os.fork()\n"
        "        except OSError: break\n"
        "        if pid == 0:\n"
        "            os.setsid(); time.sleep(7355); os._exit(0)\n"
        "        count += 1\n"
        "    return count\n",
        function="f",
    )
    assert 0 < await bench.result() < 256


async def test_descendants_do_not_outlive_a_hanging_worker(bench: Any) -> None:
    bench.define(
        "h.cjs",
        "exports.handler = async () => { require('child_process').spawn('sleep', ['7356'], {detached: true,"
        " stdio: 'ignore'}).unref(); for (;;); };",
    )
    with pytest.raises(FunctionTimedOut):
        await bench.call(timeout=1.0)
    await bench.runtime.close()
    assert _command_lines("7356") == []


async def test_workers_end_with_the_server(tmp_path: Path, until: Any) -> None:
    """A server killed outright cannot clean up; its workers must go all the same."""
    (tmp_path / "h.cjs").write_text(
        "exports.handler = async () => { require('child_process').spawn('sleep', ['7357'], {detached: true}); };"
    )
    script = f"""
import asyncio, os, signal, uuid
from poolhouse.functions.runtime import LocalFunctionRuntime, RuntimeSettings
from poolhouse.functions.source import ConfigFunction
class Entropy:
    uuid = staticmethod(lambda: str(uuid.uuid4()))
    token_bytes = staticmethod(os.urandom)
async def main():
    settings = RuntimeSettings("us-east-1", "000000000000", search_path="")
    functions = [ConfigFunction("f", {str(tmp_path / "h.cjs")!r})]
    runtime = LocalFunctionRuntime(settings, Entropy(), None, None, functions)
    answer = await runtime.invoke("arn:aws:lambda:us-east-1:000000000000:function:f", b"1", timeout=20)
    assert answer.payload == b"null", answer
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""
    server = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script], capture_output=True, timeout=60)
    assert (server.returncode, server.stderr) == (-9, b"")
    await until(lambda: not _command_lines("7357") and not _command_lines(str(tmp_path)))


async def test_heap_exhaustion(bench: Any) -> None:
    bench.define(
        "h.cjs",
        "exports.handler = async (e) => { if (e === 'ok') return 'ok'; const a = [];"
        " for (;;) a.push(new Array(1e5).fill(a.length)); };",
    )
    document = await bench.failure()
    assert document["errorType"] == "Runtime.ExitError"
    assert "Runtime exited with error: signal: " in document["errorMessage"]
    assert await bench.result("ok") == "ok"


async def test_buffers_are_bounded_too(bench: Any) -> None:
    bench.define(
        "h.cjs",
        "exports.handler = async () => { const a = []; let n = 0;"
        " try { for (; n < 64; n++) a.push(Buffer.alloc(64 << 20, 1)); } catch {} return n; };",
    )
    answer = await bench.call()
    assert answer.function_error is not None or json.loads(answer.payload) < 12


def _command_lines(part: str) -> list[str]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if part.encode() in command and b"pytest" not in command.split(b"\0")[0]:
                found.append(command.decode())
    return found


def _exists(path: str | Path) -> bool:
    return Path(path).exists()


def _open_to_all(path: str) -> None:
    Path(path).chmod(0o777)


async def test_tmp_is_the_workers_own(bench: Any, tmp_path: Path) -> None:
    bench.define(
        "h.mjs",
        "import { existsSync, readFileSync, writeFileSync } from 'node:fs';"
        "export const handler = async ({ name, stranger }) => {"
        "  writeFileSync('/tmp/' + name, 'kept');"
        "  return [readFileSync('/tmp/' + name, 'utf8'), process.env.TMPDIR, existsSync(stranger)]; };",
    )
    stranger, name = tmp_path / "stranger", f"poolhouse-test-{uuid.uuid4().hex}"
    stranger.touch()
    assert await bench.result({"name": name, "stranger": str(stranger)}) == ["kept", "/tmp", False]
    assert not Path("/tmp", name).exists()


async def test_python_imports_beside_private_files_that_stay_closed(make_bench: Any, tmp_path: Path) -> None:
    data = tmp_path / "code0" / ".poolhouse"
    bench = make_bench(private_paths=(data, tmp_path / "code0" / "poolhouse.toml"))
    data.mkdir()
    (data / "poolhouse.db").write_text("secret")
    (bench.folder / "poolhouse.toml").write_text("secret")
    (bench.folder / "helper.py").write_text("NAME = 'tide'\n")
    bench.define(
        "m.py",
        "import helper\n"
        "def attempt(path):\n"
        "    try: return open(path).read()\n"
        "    except OSError as error: return type(error).__name__\n"
        "def f(event, context): return [helper.NAME, [attempt(path) for path in event]]\n",
        function="f",
    )
    secrets = [str(data / "poolhouse.db"), str(bench.folder / "poolhouse.toml")]
    name, found = await bench.result(secrets)
    assert name == "tide"
    assert set(found) <= {"PermissionError", "FileNotFoundError"}
