"""Error documents for what a worker cannot report itself: its end, its time limit, an oversize answer, noise.

Texts as Lambda answers them to ``Invoke`` (Lambda Developer Guide, "Troubleshoot invocation issues in Lambda").
"""

from __future__ import annotations

import signal

import msgspec

from poolhouse.functions.frames import LARGEST_ANSWER

_SIGNAL_NAMES: dict[int, str] = {
    signal.SIGKILL: "killed",
    signal.SIGABRT: "aborted",
    signal.SIGSEGV: "segmentation fault",
    signal.SIGTERM: "terminated",
    signal.SIGBUS: "bus error",
    signal.SIGILL: "illegal instruction",
    signal.SIGTRAP: "trace/breakpoint trap",
    signal.SIGSYS: "bad system call",
}


def exited(request_id: str, status: str) -> bytes:
    """``status`` is the launcher's last word: ``exit N`` or ``signal N``; empty when it was killed with the worker."""
    kind, _, number = (status or f"signal {int(signal.SIGKILL)}").partition(" ")
    if kind == "exit" and number == "0":
        reason = "Runtime exited without providing a reason"
    elif kind == "exit":
        reason = f"Runtime exited with error: exit status {number}"
    else:
        reason = f"Runtime exited with error: signal: {_SIGNAL_NAMES.get(int(number), number)}"
    return _document("Runtime.ExitError", f"RequestId: {request_id} Error: {reason}")


def timed_out(request_id: str, seconds: float) -> bytes:
    return _document("Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds")


def not_understood(request_id: str) -> bytes:
    text = "The function's process did not keep to the runtime's protocol"
    return _document("Runtime.Unknown", f"RequestId: {request_id} Error: {text}")


def answer_too_large() -> bytes:
    return _document(
        "Function.ResponseSizeTooLarge",
        f"Response payload size exceeded maximum allowed payload size ({LARGEST_ANSWER} bytes).",
    )


def _document(error_type: str, message: str) -> bytes:
    return msgspec.json.encode({"errorType": error_type, "errorMessage": message})
