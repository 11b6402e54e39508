// One call of a handler: text in, text out, whatever the code does.
const { begin, log, state } = require("./state.cjs");
const { EarlyReturn, ResolverError, Unauthorized } = require("./endings.cjs");
const { extensions, runtime, util } = require("./index.cjs");

const { parse, stringify } = JSON;

/** Time stands still during a call, at the server's. */
class StandingDate extends Date {
  constructor(...parts) {
    parts.length ? super(...parts) : super(state.now);
  }
  static now() {
    return state.now;
  }
}

const line = (values) => log(values.map((value) => (typeof value === "string" ? value : stringify(value))).join(" "));
Object.assign(globalThis, {
  Date: StandingDate,
  console: { log: (...values) => line(values), error: (...values) => line(values) },
  util,
  extensions,
  runtime,
});

function ended(thrown) {
  if (thrown instanceof EarlyReturn) return { early: true, value: thrown.value, skipTo: thrown.skipTo };
  if (thrown instanceof ResolverError) return { error: thrown };
  if (thrown instanceof Unauthorized) return { unauthorized: true };
  return { fault: String(thrown?.message ?? thrown) };
}

function run(handler, context) {
  try {
    const value = handler(context);
    if (typeof value?.then === "function") return { fault: "Handlers cannot be asynchronous." };
    return { value };
  } catch (thrown) {
    return ended(thrown);
  }
}

/** {value, early, skipTo, error, unauthorized, fault, stash, args, appended, headers} as JSON. */
function call(handler, text, now, authType) {
  begin(now, authType);
  const context = parse(text);
  context.args = context.arguments;
  const outcome = run(handler, context);
  try {
    const { stash, args } = context;
    return stringify({ ...outcome, stash, args, appended: state.appended, headers: state.headers });
  } catch (error) {
    return stringify({ fault: `The result cannot be written as JSON: ${error.message}` });
  }
}

module.exports = { call };
