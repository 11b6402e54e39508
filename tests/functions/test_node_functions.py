"""JavaScript and TypeScript handlers in real worker processes."""

from __future__ import annotations

from typing import Any

import pytest

HANDLERS = {
    "typescript_without_package": (
        "h.ts",
        "export const handler = async (e: {n: number}): Promise<number> => e.n + 1;",
    ),
    "mts": ("h.mts", "export const handler = async (e: {n: number}) => e.n + 1;"),
    "esm_in_js": ("h.js", "export const handler = async (e) => e.n + 1;"),
    "cjs_in_js": ("h.js", "exports.handler = async (e) => e.n + 1;"),
    "mjs": ("h.mjs", "export const handler = async (e) => e.n + 1;"),
    "cjs": ("h.cjs", "module.exports = { handler: async (e) => e.n + 1 };"),
    "default_export": ("h.mjs", "export default { handler: async (e) => e.n + 1 };"),
    "callback": ("h.cjs", "exports.handler = (e, c, done) => setTimeout(() => done(null, e.n + 1), 1);"),
    "callback_at_once": ("h.cjs", "exports.handler = (e, c, done) => { done(null, e.n + 1); };"),
    "plain_return": ("h.cjs", "exports.handler = (e) => e.n + 1;"),
    "context_succeed": ("h.cjs", "exports.handler = (e, c) => { c.succeed(e.n + 1); };"),
    "context_done_later": ("h.cjs", "exports.handler = (e, c) => { setTimeout(() => c.done(null, e.n + 1), 1); };"),
    "not_waiting": (
        "h.cjs",
        "exports.handler = (e, c, done) => { c.callbackWaitsForEmptyEventLoop = false;"
        " setInterval(() => {}, 1000); done(null, e.n + 1); };",
    ),
}


@pytest.mark.parametrize("style", HANDLERS)
async def test_handler_styles(bench: Any, style: str) -> None:
    bench.define(*HANDLERS[style])
    assert [await bench.result({"n": 1}), await bench.result({"n": 2})] == [2, 3]


@pytest.mark.parametrize(
    "body", ["async () => {}", "() => {}", "(e, c, done) => {}", "() => new Promise(() => {})"], ids=str
)
async def test_nothing_returned_is_null(bench: Any, body: str) -> None:
    bench.define("h.cjs", f"exports.handler = {body};")
    assert await bench.result() is None
    assert await bench.result() is None


async def test_what_a_call_leaves_behind_runs_before_the_next(bench: Any) -> None:
    bench.define(
        "h.mjs",
        "let ran = 0;"
        "export const handler = async () => {"
        "  setImmediate(() => ran++); process.nextTick(() => ran++); queueMicrotask(() => ran++);"
        "  return ran;"
        "};",
    )
    assert [await bench.result() for _ in range(3)] == [0, 3, 6]


async def test_a_store_that_a_call_enters_is_not_seen_by_the_next(bench: Any) -> None:
    bench.define(
        "h.mjs",
        'import { AsyncLocalStorage } from "node:async_hooks";'
        "const calls = new AsyncLocalStorage();"
        "export const handler = async (e) => {"
        "  const found = calls.getStore() ?? null; calls.enterWith(e); return found;"
        "};",
    )
    assert [await bench.result(number) for number in (1, 2, 3)] == [None, None, None]


async def test_a_rejection_left_behind_ends_the_worker_and_not_the_call(bench: Any, until: Any) -> None:
    bench.define("h.mjs", 'export const handler = async () => { Promise.reject(new Error("left behind")); return 1; };')
    assert await bench.result() == 1
    await until(lambda: any("left behind" in line for _, _, line in bench.lines))


async def test_imports_are_found_as_a_bundler_would(bench: Any) -> None:
    bench.define("lib/index.ts", "export const a: number = 1;")
    bench.define("other.ts", "export const b: number = 2;")
    bench.define("third.js", "export const c = 3;")
    bench.define("node_modules/dep/index.js", "exports.d = 4;")
    bench.define(
        "fn/h.ts",
        'import {a} from "../lib"; import {b} from "../other.js"; import {c} from "../third"; import {d} from "dep";'
        "export const handler = async () => [a, b, c, d];",
        code_root=bench.folder,
    )
    assert await bench.result() == [1, 2, 3, 4]


async def test_context_and_environment(bench: Any) -> None:
    bench.define(
        "h.mjs",
        "export const handler = async (e, c) => ({...c, env: process.env, left: c.getRemainingTimeInMillis()});",
        env={"MINE": "1", "AWS_ACCESS_KEY_ID": "own"},
        timeout=9,
        memory=256,
    )
    arn = "arn:aws:lambda:us-east-1:000000000000:function:f:live"
    answer = await bench.result(name=arn)
    environment = answer.pop("env")
    assert 0 < answer.pop("left") <= 9000
    assert len(answer.pop("awsRequestId")) == 36
    stream = answer.pop("logStreamName")
    assert answer == {
        "callbackWaitsForEmptyEventLoop": True,
        "functionName": "f",
        "functionVersion": "$LATEST",
        "invokedFunctionArn": arn,
        "memoryLimitInMB": "256",
        "logGroupName": "/aws/lambda/f",
    }
    root = str(bench.folder)
    private = environment.pop("TMPDIR")
    assert environment == {
        "AWS_ACCESS_KEY_ID": "own",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f",
        "AWS_LAMBDA_LOG_STREAM_NAME": stream,
        "AWS_REGION": "us-east-1",
        "HOME": private,
        "LAMBDA_TASK_ROOT": root,
        "LANG": "en_US.UTF-8",
        "MINE": "1",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TZ": ":UTC",
        "_HANDLER": "h.handler",
    }


THROWN = {
    "async_error": ("async () => { throw new TypeError('no'); }", "TypeError", "no"),
    "sync_error": ("() => { throw new RangeError('no'); }", "RangeError", "no"),
    "callback_error": ("(e, c, done) => { done(new Error('no')); }", "Error", "no"),
    "callback_text": ("(e, c, done) => { done('no'); }", "string", "no"),
    "context_fail": ("(e, c) => { c.fail(new Error('no')); }", "Error", "no"),
    "rejected_text": ("async () => { throw 'no'; }", "string", "no"),
    "later_uncaught": ("() => new Promise(() => setTimeout(() => { throw new Error('no'); }, 1))", "Error", "no"),
    "unhandled_rejection": (
        "async () => { Promise.reject(new Error('no')); await new Promise((r) => setTimeout(r, 5000)); }",
        "Runtime.UnhandledPromiseRejection",
        "Error: no",
    ),
    "exit_3": ("async () => process.exit(3)", "Runtime.ExitError", "exit status 3"),
    "exit_0": ("async () => process.exit(0)", "Runtime.ExitError", "Runtime exited without providing a reason"),
    "killed": ("async () => process.kill(process.pid, 'SIGKILL')", "Runtime.ExitError", "signal: killed"),
    "aborted": ("async () => process.abort()", "Runtime.ExitError", "signal: aborted"),
    "circular": ("async () => { const a = {}; a.a = a; return a; }", "Runtime.MarshalError", "Unable to stringify"),
    "closed_socket": ("async () => require('fs').closeSync(3)", "Runtime.ExitError", "RequestId: "),
}


@pytest.mark.parametrize("case", THROWN)
async def test_failures_are_one_clean_document_and_the_next_call_works(bench: Any, case: str) -> None:
    body, error_type, message = THROWN[case]
    bench.define(
        "h.cjs", f"const fail = {body}; exports.handler = (e, c, d) => e.ok ? (d(null, 'ok')) : fail(e, c, d);"
    )
    document = await bench.failure({})
    assert document["errorType"] == error_type
    assert message in document["errorMessage"]
    assert await bench.result({"ok": True}) == "ok"


async def test_exit_text_names_the_request(bench: Any) -> None:
    bench.define("h.cjs", "exports.handler = async () => process.exit(129);")
    answer = await bench.call()
    assert answer.payload.decode() == (
        '{"errorType":"Runtime.ExitError","errorMessage":'
        f'"RequestId: {answer.request_id} Error: Runtime exited with error: exit status 129"}}'
    )


async def test_trace_points_into_the_typescript_source(bench: Any) -> None:
    path = bench.define(
        "h.ts",
        "type Event = {\n  a: string;\n};\n\nexport const handler = async (e: Event): Promise<Event> => {\n"
        "  throw new Error(`bad ${e.a}`);\n};\n",
    )
    document = await bench.failure({"a": "x"})
    assert set(document) == {"errorType", "errorMessage", "trace"}
    assert document["trace"][0] == "Error: bad x"
    assert f"{path}:6:9" in document["trace"][1]


BROKEN = {
    "syntax": ("h.cjs", "exports.handler = (;", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
    "typescript_syntax": ("h.ts", "export const handler = (;", "Runtime.UserCodeSyntaxError", ""),
    "enum": ("h.ts", "enum A { B }; export const handler = async () => A.B;", "Runtime.UserCodeSyntaxError", "enum"),
    "missing_cjs": ("h.cjs", "require('./no');", "Runtime.ImportModuleError", "Error: Cannot find module './no'"),
    "missing_esm": ("h.mjs", "import 'nothing-of-that-name';", "Runtime.ImportModuleError", "nothing-of-that-name"),
    "no_export": (
        "h.mjs",
        "export const other = 1;",
        "Runtime.HandlerNotFound",
        "h.handler is undefined or not exported",
    ),
    "no_function": ("h.mjs", "export const handler = 1;", "Runtime.HandlerNotFound", "h.handler is not a function"),
    "throws": ("h.mjs", "throw new RangeError('at load');", "RangeError", "at load"),
    "exits": ("h.mjs", "process.exit(7);", "Runtime.ExitError", "exit status 7"),
}


@pytest.mark.parametrize("case", BROKEN)
async def test_what_cannot_be_loaded_says_why_and_is_picked_up_once_mended(bench: Any, case: str) -> None:
    file, code, error_type, message = BROKEN[case]
    path = bench.define(file, code)
    document = await bench.failure()
    assert document["errorType"] == error_type
    assert message in document["errorMessage"]
    path.write_text("export const handler = async () => 1;" if file != "h.cjs" else "exports.handler = async () => 1;")
    assert await bench.result() == 1


async def test_missing_file(bench: Any) -> None:
    bench.define("h.mjs", "").unlink()
    assert (await bench.failure())["errorType"] == "Runtime.ImportModuleError"


async def test_changed_handler_and_changed_import_are_reloaded(bench: Any) -> None:
    library = bench.define("lib.ts", "export const x = 1;")
    handler = bench.define(
        "h.ts", 'import {x} from "./lib"; export const handler = async () => ["a", x, process.uptime()];'
    )
    first = await bench.result()
    assert (await bench.result())[2] > first[2], "the same process answers while nothing changes"
    library.write_text("export const x = 22;")
    assert (await bench.result())[:2] == ["a", 22]
    handler.write_text('export const handler = async () => "new";')
    assert await bench.result() == "new"


async def test_lazily_imported_file_is_watched(bench: Any) -> None:
    library = bench.define("lib.mjs", "export const x = 1;")
    bench.define("h.mjs", 'export const handler = async () => (await import("./lib.mjs")).x;')
    assert await bench.result() == 1
    library.write_text("export const x = 22;")
    assert await bench.result() == 22


async def test_source_map_of_a_bundle_is_followed(bench: Any) -> None:
    # One mapped segment: line 1 column 0 of the bundle is line 1 column 0 of original.ts.
    bench.define("original.ts", "throw new Error('mapped')\n")
    bench.define(
        "h.mjs",
        "throw new Error('mapped');\n//# sourceMappingURL=data:application/json;base64,"
        "eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbIm9yaWdpbmFsLnRzIl0sIm5hbWVzIjpbXSwibWFwcGluZ3MiOiJBQUFBIn0=\n",
    )
    assert any("original.ts:1" in line for line in (await bench.failure())["trace"])
