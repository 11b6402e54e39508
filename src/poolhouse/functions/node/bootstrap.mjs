// The worker's main loop: one frame in, one event handled, one frame out. Framing: see frames.py.
//   node bootstrap.mjs FILE EXPORT
import { Socket } from "node:net";
import { patchConsole, write, writeAll } from "./console.mjs";
import { describe } from "./failure.mjs";
import { run } from "./handle.mjs";
import { loadHandler } from "./load.mjs";
import { install } from "./resolve.mjs";

const READY = 1, LOADED = 2, RESULT = 3, FAILURE = 4, LAST_WORDS = 5;
const LARGEST_ANSWER = 6291556; // bytes; Lambda Developer Guide, "Lambda quotas", as its error text prints it
const ANSWERS_FD = 3, EVENTS_FD = 4;
const EXIT_AFTER_UNCAUGHT = 129, EXIT_AFTER_REJECTION = 128;

// Read into one buffer, past the machinery of streams, which costs as much as handling an event.
let receive;
const events = new Socket({
  fd: EVENTS_FD,
  readable: true,
  writable: false,
  onread: { buffer: Buffer.allocUnsafe(64 * 1024), callback: (count, buffer) => receive(buffer.subarray(0, count)) },
});
let current; // the context of the event being handled
let loaded = [];

const text = (value) => JSON.stringify(value) ?? "null";

function frame(kind, body, memory) {
  const start = memory === undefined ? 5 : 9;
  const length = Buffer.byteLength(body);
  const bytes = Buffer.allocUnsafe(start + length);
  bytes.writeUInt32BE(start - 4 + length, 0);
  bytes[4] = kind;
  if (memory !== undefined) bytes.writeUInt32BE(memory, 5);
  bytes.write(body, start, "utf8");
  return bytes;
}

// Asking costs more than the rest of an answer; the peak seldom moves between two calls.
const MEMORY_EVERY_MS = 100;
let memory = 0, askedAt = -Infinity;
function peakMemory() {
  const now = performance.now();
  if (now - askedAt > MEMORY_EVERY_MS) {
    askedAt = now;
    memory = process.resourceUsage().maxRSS;
  }
  return memory;
}

// At once, as the server always reads: a stream's write would cost the event loop another turn.
const send = (...parts) => writeAll(ANSWERS_FD, frame(...parts));

function answer(kind, body) {
  if (loaded.length) send(LOADED, text(loaded));
  loaded = [];
  current = undefined;
  events.ref();
  send(kind, body, peakMemory());
}

const fail = (thrown) => answer(FAILURE, text(describe(thrown)));

function succeed(value) {
  let body;
  try {
    body = text(value);
  } catch (error) {
    return fail({ name: "Runtime.MarshalError", message: `Unable to stringify response body: ${error}`, stack: "" });
  }
  if (body.length <= LARGEST_ANSWER && Buffer.byteLength(body) <= LARGEST_ANSWER) return answer(RESULT, body);
  return answer(FAILURE, text({
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER} bytes).`,
  }));
}

function logError(title, thrown) {
  const { errorType, errorMessage, trace } = describe(thrown);
  const line = text({ errorType, errorMessage, stack: trace });
  write(`${new Date().toISOString()}\t${current?.awsRequestId ?? "undefined"}\tERROR\t${title}\t${line}\n`);
}

function endWith(status, title, thrown, document) {
  logError(title, thrown);
  if (!current) process.exit(status);
  answer(LAST_WORDS, text(document));
  process.exit(status);
}

process.on("uncaughtException", (error) =>
  endWith(EXIT_AFTER_UNCAUGHT, "Uncaught Exception", error, describe(error)));
process.on("unhandledRejection", (reason) =>
  endWith(EXIT_AFTER_REJECTION, "Unhandled Promise Rejection", reason, {
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage: String(reason),
    reason: describe(reason),
    promise: {},
    trace: [`Runtime.UnhandledPromiseRejection: ${reason}`, ...(describe(reason).trace.slice(1))],
  }));

const isWhole = (bytes) => bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0);

function serve(handler) {
  let pending;
  receive = (chunk) => {
    const bytes = pending ? Buffer.concat([pending, chunk]) : chunk;
    if (!isWhole(bytes)) {
      pending = pending ? bytes : Buffer.from(chunk);
      return;
    }
    // One event at a time: the server sends the next after this one's answer.
    pending = undefined;
    const headLength = bytes.readUInt16BE(5);
    const head = bytes.toString("latin1", 7, 7 + headLength).split(" ");
    const payload = bytes.toString("utf8", 7 + headLength);
    events.unref();
    run(handler, head, payload, {
      started: (context) => (current = context),
      succeed: (context, value) => current === context && succeed(value),
      fail: (context, thrown) => {
        if (current !== context) return;
        logError("Invoke Error", thrown);
        fail(thrown);
      },
    });
  };
  events.on("end", () => process.exit(0));
}

patchConsole(() => current?.awsRequestId);
install((path, size, modified) => loaded.push([path, size, modified]));
const [file, exported] = process.argv.splice(2, 2);
try {
  const handler = await loadHandler(file, exported);
  serve(handler);
  const files = loaded;
  loaded = [];
  send(LOADED, text(files));
  send(READY, "");
} catch (error) {
  logError("Uncaught Exception", error);
  answer(LAST_WORDS, text(describe(error)));
  process.exit(EXIT_AFTER_UNCAUGHT);
}
