// The worker's main loop: one frame in, one event handled, one frame out.
//   node bootstrap.mjs FILE EXPORT
import { AsyncLocalStorage } from "node:async_hooks";
import { patchConsole, write } from "./console.mjs";
import { describe } from "./failure.mjs";
import { run } from "./handle.mjs";
import { loadHandler } from "./load.mjs";
import { FAILURE, fits, LAST_WORDS, LOADED, READY, RESULT, receive, send } from "./pipes.mjs";
import { install } from "./resolve.mjs";

const LARGEST_ANSWER = 6291556; // bytes; Lambda Developer Guide, "Lambda quotas", as its error text prints it
const EXIT_AFTER_UNCAUGHT = 129, EXIT_AFTER_REJECTION = 128;

let handler;
let current; // the context of the event being handled
let loaded = [];

const text = (value) => JSON.stringify(value) ?? "null";

// Asking costs more than the rest of an answer; the peak seldom moves between two calls.
const MEMORY_EVERY_MS = 100;
let memory = 0, askedAt = -Infinity, answeredAt = 0;

function answer(kind, body) {
  if (loaded.length) send(LOADED, text(loaded));
  loaded = [];
  current = undefined;
  answeredAt = performance.now();
  if (answeredAt - askedAt > MEMORY_EVERY_MS) {
    askedAt = answeredAt;
    memory = process.resourceUsage().maxRSS;
  }
  send(kind, body, memory);
  // What the call has left behind and is due now, a rejection without a handler too, comes before the next one.
  setImmediate(fromOutside, next);
}

const fail = (thrown) => answer(FAILURE, text(describe(thrown)));

function succeed(value) {
  let body;
  try {
    body = text(value);
  } catch (error) {
    return fail({ name: "Runtime.MarshalError", message: `Unable to stringify response body: ${error}`, stack: "" });
  }
  if (fits(body, LARGEST_ANSWER)) return answer(RESULT, body);
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

const LONG_ENOUGH_TO_CATCH_UP_MS = 100;
// What a handler enters into an AsyncLocalStorage stays with its call.
const fromOutside = AsyncLocalStorage.snapshot();

/** Between two events the whole process stands still, as Lambda freezes it. */
function next() {
  const event = receive();
  if (!event) process.exit(0);
  const now = performance.now();
  // After a long stand timers are due and connections closed, which the handler must not find open.
  if (now - answeredAt > LONG_ENOUGH_TO_CATCH_UP_MS) setImmediate(begin, event, now);
  else begin(event, now);
}

const begin = (event, now) => run(handler, event, now, outcomes);

const outcomes = {
  started: (context) => (current = context),
  succeed: (context, value) => current === context && succeed(value),
  fail: (context, thrown) => {
    if (current !== context) return;
    logError("Invoke Error", thrown);
    fail(thrown);
  },
};

patchConsole(() => current?.awsRequestId);
install((path, size, modified) => loaded.push([path, size, modified]));
const [file, exported] = process.argv.splice(2, 2);
try {
  handler = await loadHandler(file, exported);
  const files = loaded;
  loaded = [];
  send(LOADED, text(files));
  send(READY, "");
  setImmediate(next);
} catch (error) {
  logError("Uncaught Exception", error);
  answer(LAST_WORDS, text(describe(error)));
  process.exit(EXIT_AFTER_UNCAUGHT);
}
