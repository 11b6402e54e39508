"""Calls by ARN: limits, logs, permission, concurrency, functions made through the API."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from pathlib import Path
from typing import Any

import pytest
import uvloop

from poolhouse.functions.node_binary import find_node
from poolhouse.functions.runtime import LocalFunctionRuntime, RuntimeSettings
from poolhouse.functions.source import ConfigFunction
from poolhouse.ports import FunctionTimedOut, FunctionUnavailable

POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abcdefghi"
ECHO = "exports.handler = async (e) => e;"


async def test_unknown_function(bench: Any) -> None:
    for name in ("nothing", "arn:aws:lambda:us-east-1:000000000000:function:nothing:live", "arn:aws:s3:::bucket"):
        with pytest.raises(FunctionUnavailable) as caught:
            await bench.call(name=name)
        assert caught.value.reason == "ResourceNotFoundException"


@pytest.mark.parametrize("code", ["for (;;);", "await new Promise((r) => setTimeout(r, 1e6));"])
async def test_hang_ends_at_the_callers_limit_and_the_next_call_works(bench: Any, code: str) -> None:
    bench.define("h.cjs", f"exports.handler = async (e) => {{ if (e) return e; {code} }};")
    assert await bench.result(1) == 1
    with pytest.raises(FunctionTimedOut):
        await bench.call(timeout=0.3)
    assert await bench.result(1) == 1


async def test_the_limit_of_an_answered_call_does_not_end_the_next(bench: Any) -> None:
    bench.define("h.cjs", "exports.handler = (ms) => new Promise((answer) => setTimeout(answer, ms, ms));")
    assert await bench.result(0) == 0
    assert await bench.result(0, timeout=0.3) == 0
    assert await bench.result(400) == 400
    with pytest.raises(FunctionTimedOut):
        await bench.call(400, timeout=0.3)


async def test_hang_while_loading_ends_at_the_callers_limit(bench: Any) -> None:
    path = bench.define("h.cjs", "for (;;);")
    with pytest.raises(FunctionTimedOut):
        await bench.call(timeout=0.5)
    path.write_text(ECHO)
    assert await bench.result(1) == 1


async def test_hang_ends_at_the_functions_own_limit(bench: Any) -> None:
    bench.define("h.cjs", "exports.handler = async (e) => { if (e) return e; for (;;); };", timeout=0.25)
    answer = await bench.call()
    message = f"RequestId: {answer.request_id} Error: Task timed out after 0.25 seconds"
    assert json.loads(answer.payload) == {"errorType": "Sandbox.Timedout", "errorMessage": message}
    assert f"{answer.request_id} Task timed out after 0.25 seconds".encode() in answer.log_tail()
    assert await bench.result(1) == 1


async def test_large_answers(bench: Any) -> None:
    bench.define("h.cjs", "exports.handler = async (n) => 'x'.repeat(n);", memory=256)
    assert len(await bench.result(6291554)) == 6291554
    document = await bench.failure(10 << 20)
    assert document["errorType"] == "Function.ResponseSizeTooLarge"
    assert await bench.result(1) == "x"


async def test_forged_frame_length_does_not_fill_memory(bench: Any) -> None:
    bench.define(
        "h.cjs",
        "exports.handler = async (e) => { if (e) return e;"
        " const head = Buffer.from([0xff, 0xff, 0xff, 0xff, 3]), fs = require('fs');"
        " fs.writeSync(3, head); for (;;) fs.writeSync(3, Buffer.alloc(65536)); };",
    )
    assert (await bench.failure())["errorType"] == "Function.ResponseSizeTooLarge"
    assert await bench.result(1) == 1


async def test_large_event(bench: Any) -> None:
    bench.define("h.cjs", "exports.handler = async (e) => e.length;", memory=256)
    assert await bench.result("y" * (5 << 20)) == 5 << 20


async def test_log_tail_and_sink(bench: Any) -> None:
    bench.define(
        "h.cjs", "console.log('loading'); exports.handler = async (e) => { console.warn('one %s', e, {a: 1}); };"
    )
    answer = await bench.call("x")
    lines = answer.log_tail().decode().splitlines()
    start = lines.index(f"START RequestId: {answer.request_id} Version: $LATEST")
    assert any(line.endswith(f"\t{answer.request_id}\tWARN\tone x {{ a: 1 }}") for line in lines[start + 1 :])
    assert lines[-2] == f"END RequestId: {answer.request_id}"
    assert lines[-1].startswith(f"REPORT RequestId: {answer.request_id}\tDuration: ")
    assert "Memory Size: 128 MB" in lines[-1]
    assert [(function, request) for function, request, line in bench.lines if "one x" in line] == [
        ("f", answer.request_id)
    ]
    again = await bench.call("x")
    assert answer.request_id not in again.log_tail().decode()


async def test_flood_is_bounded_and_keeps_the_end(bench: Any) -> None:
    bench.define(
        "h.cjs",
        "exports.handler = async () => { for (let i = 0; i < 20000; i++) console.log('z'.repeat(200));"
        " console.log('last'); };",
    )
    answer = await bench.call()
    text = answer.log_tail().decode()
    assert len(answer.log_tail()) <= 4096
    assert text.startswith(f"START RequestId: {answer.request_id}")
    assert "\tINFO\tlast\nEND RequestId" in text
    assert len(bench.lines) < 1100


async def test_endless_line_is_bounded(bench: Any) -> None:
    bench.define(
        "h.cjs",
        "exports.handler = async () => { for (let i = 0; i < 64; i++)"
        " require('fs').writeSync(1, 'q'.repeat(65536)); };",
    )
    answer = await bench.call()
    assert len(answer.log_tail()) <= 4096
    assert sum(len(line) for _, _, line in bench.lines) < 400 * 1024


async def test_events_run_side_by_side_up_to_the_limit(make_bench: Any) -> None:
    bench = make_bench(most_workers_per_function=2)
    bench.define(
        "h.cjs",
        "exports.handler = (e, c, done) => setTimeout(() => done(null,"
        " [e, process.env.AWS_LAMBDA_LOG_STREAM_NAME]), 20);",
    )
    answers = await asyncio.gather(*(bench.result(number) for number in range(8)))
    assert [number for number, _ in answers] == list(range(8))
    assert len({stream for _, stream in answers}) == 2


async def test_waiting_for_a_worker_counts_against_the_callers_limit(make_bench: Any, until: Any) -> None:
    bench = make_bench(most_workers_per_function=1)
    bench.define(
        "h.cjs",
        "exports.handler = async (e) => {"
        " if (e) return e; console.log('begun'); await new Promise((r) => setTimeout(r, 1e6)); };",
    )
    hanging = asyncio.create_task(bench.call(timeout=5))
    await until(lambda: any(line.endswith("begun") for _, _, line in bench.lines))
    with pytest.raises(FunctionTimedOut):
        await bench.call(1, timeout=0.5)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert await bench.result(1) == 1


async def test_idle_workers_end(make_bench: Any, until: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = make_bench(idle_seconds=0.02)
    folders = tmp_path / "temporary"
    folders.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folders))
    bench.define("h.cjs", "exports.handler = async () => process.env.AWS_LAMBDA_LOG_STREAM_NAME;")
    first = await bench.result()
    await until(lambda: not list(folders.iterdir()))
    assert await bench.result() != first


async def test_changed_settings_replace_the_workers(bench: Any) -> None:
    bench.define("h.cjs", "exports.handler = async () => process.env.A ?? 'none';")
    assert await bench.result() == "none"
    bench.define("h.cjs", "exports.handler = async () => process.env.A ?? 'none';", env={"A": "set"})
    assert await bench.result() == "set"


async def test_function_made_by_api_needs_permission(bench: Any, make_record: Any) -> None:
    record = make_record({"index.js": ECHO})
    bench.store.records["made"] = record
    assert await bench.result(1, name="made") == 1
    with pytest.raises(FunctionUnavailable) as caught:
        await bench.call(1, name="made", source_arn=POOL)
    assert caught.value.reason == "AccessDeniedException"
    assert "aws lambda add-permission --function-name made" in caught.value.hint
    record.policy["s"] = {
        "Sid": "s", "Effect": "Allow", "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "lambda:InvokeFunction", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:made",
        "Condition": {"ArnLike": {"AWS:SourceArn": POOL}},
    }  # fmt: skip
    assert await bench.result(1, name="made", source_arn=POOL) == 1


async def test_configured_function_needs_no_permission(bench: Any) -> None:
    bench.define("h.cjs", ECHO)
    assert await bench.result(1, source_arn=POOL) == 1


@pytest.mark.parametrize(
    ("handler", "files"),
    [
        ("index.handler", {"index.mjs": "export const handler = async () => 'made';"}),
        ("src/index.api.main", {"src/index.js": "exports.api = {main: async () => 'made'};"}),
    ],
)
async def test_node_handler_names(bench: Any, make_record: Any, handler: str, files: dict[str, str]) -> None:
    bench.store.records["made"] = make_record(files, handler=handler)
    assert await bench.result(name="made") == "made"


@pytest.mark.parametrize("handler", ["pkg/mod.main", "pkg.mod.main"])
async def test_python_handler_names(bench: Any, make_record: Any, handler: str) -> None:
    files = {"pkg/__init__.py": "", "pkg/mod.py": "def main(event, context): return 'made'\n"}
    bench.store.records["made"] = make_record(files, handler=handler, runtime="python3.11")
    assert await bench.result(name="made") == "made"


async def test_without_landlock_node_confines_itself_and_a_warning_says_what_is_not(
    make_bench: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bench = make_bench(landlock_abi=0)
    bench.define("lib.ts", "export const a: number = 1;")
    bench.define(
        "h.ts",
        'import {readFileSync, writeFileSync} from "node:fs"; import {a} from "./lib";\n'
        "export const handler = async (path: string) => {\n"
        "  writeFileSync(process.env.TMPDIR + '/x', 'x');\n"
        "  try { return readFileSync(path, 'utf8'); } catch (error: any) { return [a, error.code]; }\n};",
    )
    with caplog.at_level(logging.WARNING):
        assert await bench.result(__file__) == [1, "ERR_ACCESS_DENIED"]
        assert await bench.result(__file__) == [1, "ERR_ACCESS_DENIED"]
    assert [record.message for record in caplog.records if "files (no Landlock)" in record.message] == [
        record.message for record in caplog.records
    ]
    assert len(caplog.records) == 1
    assert "Unix sockets" in caplog.text
    assert "signals" in caplog.text


def test_missing_node_names_the_mend() -> None:
    with pytest.raises(FunctionUnavailable) as caught:
        find_node("/nonexistent", package="no_package_of_that_name")
    assert 'pip install "poolhouse[node]"' in caught.value.hint


def test_too_old_node_is_passed_over(tmp_path: Any) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v20.1.0\n")
    old.chmod(0o755)
    with pytest.raises(FunctionUnavailable, match=r"is 20\.1"):
        find_node(str(tmp_path), package="no_package_of_that_name")
    assert find_node(str(tmp_path)).version >= (22, 18)


def test_runs_under_uvloop(tmp_path: Any, entropy: Any) -> None:
    (tmp_path / "h.cjs").write_text(
        "exports.handler = async (e) => { console.log('hi'); if (!e) process.exit(1); return e; };"
    )

    async def calls() -> list[bytes]:
        functions = [ConfigFunction("f", str(tmp_path / "h.cjs"))]
        settings = RuntimeSettings("us-east-1", "000000000000")
        runtime = LocalFunctionRuntime(settings, entropy, None, None, functions)  # type: ignore[arg-type]
        arn = "arn:aws:lambda:us-east-1:000000000000:function:f"
        answers = [await runtime.invoke(arn, event, timeout=20) for event in (b"1", b"0", b"2")]
        await runtime.close()
        return [answer.payload for answer in answers]

    first, second, third = uvloop.run(calls())
    assert (first, third) == (b"1", b"2")
    assert b"exit status 1" in second


async def test_function_made_by_api_may_be_typescript(bench: Any, make_record: Any) -> None:
    files = {
        "auth/handler.ts": "import { NAME } from '../constants';\n"
        "export const handler = async (event: { n: number }) => ({ name: NAME as string, n: event.n });\n",
        "constants.ts": "export const NAME = 'tide' as const;\n",
    }
    bench.store.records["made"] = make_record(files, handler="auth/handler.handler")
    assert await bench.result({"n": 3}, name="made") == {"name": "tide", "n": 3}


async def test_a_process_that_ends_while_loading_names_the_request(bench: Any) -> None:
    bench.define("h.cjs", "process.exit(3);")
    answer = await bench.call()
    message = json.loads(answer.payload)["errorMessage"]
    assert message == f"RequestId: {answer.request_id} Error: Runtime exited with error: exit status 3"


async def test_stored_archive_that_cannot_be_unpacked(bench: Any, make_record: Any) -> None:
    record = make_record({"a": "x", "a/b": "y"})
    bench.store.records["made"] = record
    with pytest.raises(FunctionUnavailable) as caught:
        await bench.call(name="made")
    assert caught.value.reason == "InvalidZipFileException"
