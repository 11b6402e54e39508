"""Run by the server as ``python -I -S main.py EVENTS_FD ANSWERS_FD STATUS_FD``: confine, then become the worker.

Three processes: this one (the server's child, which must stay because a new process-id space holds for children
only), the first process of that space (reaps, and takes every descendant along when it ends), and the worker.
Without namespaces the first two are one.

The plan arrives before the events, so that no secret of a function's environment shows in a process list:
a 4-byte big-endian length and a marshalled dict, see :class:`poolhouse.functions.sandbox.Plan`. On the status pipe
go out ``missing NAME, …`` (isolation that this platform lacks) and last ``exit N`` or ``signal N``; its end tells that
no process is left. SIGTERM ends the worker and its descendants.
"""

from __future__ import annotations

# What ``signal`` wraps in enumerations, whose import would cost every start some milliseconds.
import _signal  # type: ignore[import-not-found]
import fcntl
import marshal
import os
import resource
import sys
from typing import Any

_PACKAGES = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))  # noqa: PTH100, PTH118, PTH120
_ANSWERS_FD_OF_WORKER, _EVENTS_FD_OF_WORKER = 3, 4


def main() -> None:
    sys.path.insert(0, _PACKAGES)
    from poolhouse.functions.launch import privileges

    events, answers, status = map(int, sys.argv[1:])
    privileges.die_with_parent()
    plan = _read_plan(events)
    separate = privileges.enter_namespaces()
    _report(status, "missing " + ", ".join(_missing(plan, separate)))
    if separate:
        # Held back until there is someone to pass it on to.
        _signal.pthread_sigmask(_signal.SIG_BLOCK, {_signal.SIGTERM})
        first = os.fork()
        if first:
            _signal.signal(_signal.SIGTERM, lambda *_: os.kill(first, _signal.SIGKILL))
            _signal.pthread_sigmask(_signal.SIG_UNBLOCK, {_signal.SIGTERM})
            os.close(events)
            os.close(answers)
            # Returns only when the whole space is empty; the status pipe stays open until then.
            os.waitpid(first, 0)
            os._exit(0)
        privileges.die_with_parent()
        _signal.pthread_sigmask(_signal.SIG_UNBLOCK, {_signal.SIGTERM})
    else:
        _signal.signal(_signal.SIGTERM, lambda *_: os.killpg(0, _signal.SIGKILL))
    worker = os.fork()
    if worker == 0:
        os.close(status)
        _become_worker(plan, events, answers, separate)
    os.close(events)
    os.close(answers)
    _report(status, _supervise(worker))
    os._exit(0)


def _read_plan(events: int) -> dict[str, Any]:
    length = int.from_bytes(_read_exactly(events, 4), "big")
    # Written by the server of the same interpreter and version; marshal spares the start-up cost of json.
    plan: dict[str, Any] = marshal.loads(_read_exactly(events, length))  # noqa: S302
    return plan


def _read_exactly(descriptor: int, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = os.read(descriptor, count - len(data))
        if not piece:
            os._exit(0)
        data += piece
    return data


def _missing(plan: dict[str, Any], separate: bool) -> list[str]:
    from poolhouse.functions.launch import landlock, seccomp

    names = []
    if plan["landlock_abi"] == 0:
        names.append("files (no Landlock)")
    if not landlock.scopes_signals(plan["landlock_abi"]):
        names.append("signals (Landlock before ABI 6)")
    if plan["landlock_abi"] == 0 or not seccomp.supported():
        names.append("Unix sockets (no seccomp filter)")
    if not separate:
        names.append("process ids (no namespaces)")
    if not _counts_processes(separate):
        names.append("number of processes")
    return names


def _counts_processes(separate: bool) -> bool:
    """Whether RLIMIT_NPROC would count this worker's processes only, and hold at all."""
    from poolhouse.functions.launch import privileges

    return privileges.anonymous_ids_exist() if os.geteuid() == 0 else separate


def _supervise(worker: int) -> str:
    """Reap until the worker itself has ended; how it ended."""
    while True:
        ended, status = os.wait()
        if ended == worker:
            code = os.waitstatus_to_exitcode(status)
            return f"exit {code}" if code >= 0 else f"signal {-code}"


def _become_worker(plan: dict[str, Any], events: int, answers: int, separate: bool) -> None:
    from poolhouse.functions.launch import landlock, privileges, seccomp

    try:
        # First out of the way, as either may have the number that the other is to get.
        events, answers = (fcntl.fcntl(each, fcntl.F_DUPFD, _EVENTS_FD_OF_WORKER + 1) for each in (events, answers))
        os.dup2(answers, _ANSWERS_FD_OF_WORKER)
        os.dup2(events, _EVENTS_FD_OF_WORKER)
        os.closerange(_EVENTS_FD_OF_WORKER + 1, 256)
        abi = plan["landlock_abi"]
        _prefer_as_victim_when_memory_runs_out()
        counts_processes = _counts_processes(separate)
        if separate and abi > 0 and privileges.mount_as_tmp(plan["writable"][0], plan["readable"]):
            _move_to_tmp(plan)
        if os.geteuid() == 0 and counts_processes:
            privileges.become_anonymous(plan["seed"], plan["writable"], keep_reading=plan["keep_reading"])
        privileges.die_with_parent()
        for name, value in plan["limits"].items():
            if name == "RLIMIT_NPROC" and not counts_processes:
                continue
            kind = getattr(resource, name)
            _, most = resource.getrlimit(kind)
            if most != resource.RLIM_INFINITY:
                value = min(value, most)
            resource.setrlimit(kind, (value, value))
        os.chdir(plan["folder"])
        if abi > 0:
            landlock.restrict_self(
                abi, **{name: plan[name] for name in ("readable", "listable", "devices", "writable")}
            )
            if seccomp.supported():
                seccomp.refuse_unix_sockets()
        os.execve(plan["arguments"][0], plan["arguments"], plan["environment"])  # noqa: S606
    except BaseException as error:
        os.write(2, f"The worker could not be started: {type(error).__name__}: {error}\n".encode())
        os._exit(126)


def _move_to_tmp(plan: dict[str, Any]) -> None:
    """The private folder has become ``/tmp``: everything that names it must."""
    from poolhouse.functions.launch import privileges

    folder = plan["writable"][0]
    plan["writable"] = [privileges.TMP]
    plan["environment"] = {
        name: privileges.TMP if value == folder else value for name, value in plan["environment"].items()
    }


def _prefer_as_victim_when_memory_runs_out() -> None:
    if sys.platform == "linux":
        with open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
            score.write("1000")


def _report(status: int, line: str) -> None:
    os.write(status, line.encode() + b"\n")


main()
