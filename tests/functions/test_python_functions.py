"""Python handlers in real worker processes."""

from __future__ import annotations

from typing import Any

import pytest


async def test_context_and_environment(bench: Any) -> None:
    bench.define(
        "m.py",
        "import os\n"
        "def f(event, context):\n"
        "    return [event, context.function_name, context.function_version, context.memory_limit_in_mb,\n"
        "            context.invoked_function_arn, len(context.aws_request_id),\n"
        "            0 < context.get_remaining_time_in_millis() <= 4000, context.log_group_name, os.environ['MINE'],\n"
        "            os.environ['_HANDLER'], os.environ['TZ']]\n",
        function="f",
        timeout=4,
        env={"MINE": "é"},
    )
    arn = "arn:aws:lambda:us-east-1:000000000000:function:f"
    assert await bench.result({"a": "ü"}) == [
        {"a": "ü"}, "f", "$LATEST", "128", arn, 36, True, "/aws/lambda/f", "é", "m.f", ":UTC",
    ]  # fmt: skip


async def test_nothing_returned_is_null(bench: Any) -> None:
    bench.define("m.py", "def f(event, context): pass\n", function="f")
    assert await bench.result() is None


async def test_error_document(bench: Any) -> None:
    path = bench.define("m.py", "def f(event, context):\n    raise ValueError('no')\n", function="f")
    answer = await bench.call()
    assert answer.function_error == "Unhandled"
    document = await bench.failure()
    assert document | {"requestId": ""} == {
        "errorMessage": "no",
        "errorType": "ValueError",
        "requestId": "",
        "stackTrace": [f"  File \"{path}\", line 2, in f\n    raise ValueError('no')\n"],
    }
    assert len(document["requestId"]) == 36


BROKEN = {
    "syntax": ("def f(:\n", "Runtime.UserCodeSyntaxError", "Syntax error in module 'm'"),
    "import": ("import nothing_of_that_name\n", "Runtime.ImportModuleError", "Unable to import module 'm': No module"),
    "missing": ("x = 1\n", "Runtime.HandlerNotFound", "Handler 'f' missing on module 'm'"),
    "raises": ("raise KeyError('at load')\n", "KeyError", "at load"),
    "exits": ("import os; os._exit(4)\n", "Runtime.ExitError", "exit status 4"),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_what_cannot_be_loaded_says_why_and_is_picked_up_once_mended(bench: Any, case: str) -> None:
    code, error_type, message = BROKEN[case]
    path = bench.define("m.py", code, function="f")
    document = await bench.failure()
    assert document["errorType"] == error_type
    assert message in document["errorMessage"]
    path.write_text("def f(event, context): return 1\n")
    assert await bench.result() == 1


FAILURES = {
    "exit": ("import sys; sys.exit(5)", "Runtime.ExitError", "exit status 5"),
    "crash": ("import os; os.abort()", "Runtime.ExitError", "signal: aborted"),
    "memory": ("return len(bytearray(1 << 30))", "MemoryError", ""),
    "not_json": ("return {1, 2}", "Runtime.MarshalError", "Unable to marshal response"),
}


@pytest.mark.parametrize("case", FAILURES)
async def test_failures_are_one_clean_document_and_the_next_call_works(bench: Any, case: str) -> None:
    body, error_type, message = FAILURES[case]
    bench.define("m.py", f"def f(event, context):\n    if event == 'ok': return 'ok'\n    {body}\n", function="f")
    document = await bench.failure()
    assert document["errorType"] == error_type
    assert message in document["errorMessage"]
    assert await bench.result("ok") == "ok"


async def test_changed_import_is_reloaded(bench: Any) -> None:
    library = bench.define("lib.py", "x = 1\n", function="x")
    bench.define("m.py", "import lib\ndef f(event, context): return lib.x\n", function="f")
    assert await bench.result() == 1
    library.write_text("x = 22\n")
    assert await bench.result() == 22


async def test_print_and_logging_reach_the_tail(bench: Any) -> None:
    bench.define(
        "m.py",
        "import logging\ndef f(event, context):\n    print('printed')\n    logging.warning('logged')\n",
        function="f",
    )
    answer = await bench.call()
    lines = answer.log_tail().decode().splitlines()
    assert lines[1] == "printed"
    assert lines[2].startswith("[WARNING]\t")
    assert lines[2].endswith(f"Z\t{answer.request_id}\tlogged")
