"""The worker's main loop: one frame in, one event handled, one frame out. Framing: see ``frames.py``.

``python bootstrap.py FOLDER MODULE FUNCTION``. Runs in the function's own process, so it uses the standard library only
and imports nothing of the server.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
import resource
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

_READY, _LOADED, _RESULT, _FAILURE, _LAST_WORDS = 1, 2, 3, 4, 5
_ANSWERS_FD, _EVENTS_FD = 3, 4
_LARGEST_ANSWER = 6291556  # bytes; Lambda Developer Guide, "Lambda quotas", as its error text prints it
_EXIT_AFTER_LOAD_FAILURE = 1

Handler = Callable[[Any, "Context"], Any]


class LoadFailure(Exception):
    """The handler could not be loaded; ``document`` is the answer."""

    def __init__(self, document: dict[str, object]) -> None:
        super().__init__(document["errorMessage"])
        self.document = document


class Context:
    """Lambda Developer Guide, "Using the Lambda context object to retrieve Python function information"."""

    def __init__(self, request_id: str, arn: str, remaining_ms: int) -> None:
        environment = os.environ
        self.aws_request_id = request_id
        self.invoked_function_arn = arn
        self.function_name = environment["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environment["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environment["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environment["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = None
        self.tenant_id = None
        self._ends = time.monotonic() + remaining_ms / 1000

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._ends - time.monotonic()) * 1000))

    def log(self, message: object) -> None:
        sys.stdout.write(str(message))


class RequestIdFilter(logging.Filter):
    """Gives every record the request id that Lambda's log format prints."""

    def __init__(self) -> None:
        super().__init__()
        self.request_id = ""

    def filter(self, record: logging.LogRecord) -> bool:
        record.aws_request_id = self.request_id
        return True


def main() -> None:
    folder, module_name, function_name = sys.argv[1:4]
    sys.argv[1:] = []
    sys.path.insert(0, folder)
    for descriptor in (_ANSWERS_FD, _EVENTS_FD):
        os.set_inheritable(descriptor, False)
    events = open(_EVENTS_FD, "rb")  # noqa: SIM115 - open until the process ends
    request_ids = _set_up_logging()
    files = LoadedFiles(os.environ["LAMBDA_TASK_ROOT"])
    try:
        handler = _load(module_name, function_name)
    except LoadFailure as failure:
        _print_failure(failure.document)
        _send(_answer(_LAST_WORDS, json.dumps(failure.document).encode()))
        sys.exit(_EXIT_AFTER_LOAD_FAILURE)
    _send(_frame(_LOADED, files.new()) + _frame(_READY, b""))
    while head := events.read(7):
        length, head_length = int.from_bytes(head[:4], "big"), int.from_bytes(head[5:7], "big")
        body = events.read(length - 3)
        identity, arn, remaining_ms = body[:head_length].decode().split(" ")
        context = Context(identity, arn, int(remaining_ms))
        request_ids.request_id = context.aws_request_id
        answer = _handle(handler, body[head_length:], context)
        sys.stdout.flush()
        sys.stderr.flush()
        news = files.new()
        _send((_frame(_LOADED, news) if news else b"") + answer)


def _send(data: bytes) -> None:
    while data:
        data = data[os.write(_ANSWERS_FD, data) :]


def _handle(handler: Handler, payload: bytes, context: Context) -> bytes:
    try:
        event = json.loads(payload)
        result = handler(event, context)
    except Exception as error:
        return _failure(_describe(error, context.aws_request_id))
    try:
        # Lambda's runtime keeps characters as they are.
        body = json.dumps(result, ensure_ascii=False, default=_refuse).encode()
    except Exception as error:
        document = _describe(error, context.aws_request_id)
        document["errorMessage"] = f"Unable to marshal response: {error}"
        document["errorType"] = "Runtime.MarshalError"
        document["stackTrace"] = []
        return _failure(document)
    if len(body) > _LARGEST_ANSWER:
        limit = f"Response payload size exceeded maximum allowed payload size ({_LARGEST_ANSWER} bytes)."
        return _failure({"errorMessage": limit, "errorType": "Function.ResponseSizeTooLarge"})
    return _answer(_RESULT, body)


def _refuse(value: object) -> object:
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _failure(document: dict[str, object]) -> bytes:
    _print_failure(document)
    return _answer(_FAILURE, json.dumps(document).encode())


def _describe(error: BaseException, request_id: str) -> dict[str, object]:
    own = __file__
    trace = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != own]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(trace),
    }


def _print_failure(document: dict[str, object]) -> None:
    text = f"[ERROR] {document['errorType']}: {document['errorMessage']}"
    lines = document.get("stackTrace")
    if isinstance(lines, list) and lines:
        text += "\nTraceback (most recent call last):\n" + "".join(lines).rstrip("\n")
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _load(module_name: str, function_name: str) -> Handler:
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise LoadFailure(
            _without_request("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}")
        ) from error
    except SyntaxError as error:
        place = f'  File "{error.filename}" Line {error.lineno}\n    {(error.text or "").rstrip()}'
        raise LoadFailure(
            {
                **_without_request("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}"),
                "stackTrace": [place],
            }
        ) from error
    except Exception as error:
        raise LoadFailure(_describe(error, "")) from error
    handler = getattr(module, function_name, None)
    if handler is None:
        text = f"Handler '{function_name}' missing on module '{module_name}'"
        raise LoadFailure(_without_request("Runtime.HandlerNotFound", text))
    found: Handler = handler
    return found


def _without_request(error_type: str, message: str) -> dict[str, object]:
    return {"errorMessage": message, "errorType": error_type, "requestId": "", "stackTrace": []}


def _answer(kind: int, body: bytes) -> bytes:
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return _frame(kind, min(usage, 0xFFFFFFFF).to_bytes(4, "big") + body)


def _frame(kind: int, body: bytes) -> bytes:
    return (len(body) + 1).to_bytes(4, "big") + bytes((kind,)) + body


class LoadedFiles:
    """Which source files below the function's own folder have been imported since the last look."""

    def __init__(self, root: str) -> None:
        self._root = os.path.join(root, "")  # noqa: PTH118
        self._modules = 0
        self._seen: set[str] = set()

    def new(self) -> bytes:
        """``[[path, size, modified in nanoseconds], …]`` as JSON; empty when nothing came."""
        if len(sys.modules) == self._modules:
            return b""
        self._modules = len(sys.modules)
        found = []
        for module in list(sys.modules.values()):
            path = getattr(module, "__file__", None)
            if isinstance(path, str) and path.startswith(self._root) and path not in self._seen:
                self._seen.add(path)
                if not re.search(r"/(site-packages|node_modules)/", path):
                    state = os.stat(path)  # noqa: PTH116
                    found.append([path, state.st_size, str(state.st_mtime_ns)])
        return json.dumps(found).encode()


def _set_up_logging() -> RequestIdFilter:
    request_ids = RequestIdFilter()
    handler = logging.StreamHandler(sys.stdout)
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(request_ids)
    logging.getLogger().addHandler(handler)
    return request_ids


main()
