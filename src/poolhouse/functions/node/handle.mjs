// One call of the handler, in any of the three styles: promise, callback, plain return.

const DECLARES_CALLBACK = 3;

const { env } = process;
const functionVersion = env.AWS_LAMBDA_FUNCTION_VERSION;
const functionName = env.AWS_LAMBDA_FUNCTION_NAME;
const memoryLimitInMB = env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
const logGroupName = env.AWS_LAMBDA_LOG_GROUP_NAME;
const logStreamName = env.AWS_LAMBDA_LOG_STREAM_NAME;

function makeContext([awsRequestId, invokedFunctionArn, remainingMs], now, finish) {
  const ends = now + Number(remainingMs);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion,
    functionName,
    memoryLimitInMB,
    logGroupName,
    logStreamName,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn,
    awsRequestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(ends - performance.now())),
    succeed: (value) => finish.now(undefined, value),
    fail: (error) => finish.now(error ?? "handled"),
    done: (error, value) => finish.later(error, value),
  };
}

// One listener for good: adding and removing one costs more than the rest of a call.
let whenNothingIsLeft;
process.on("beforeExit", () => whenNothingIsLeft?.());

/** `now` is when the event came. `on.succeed`/`on.fail` may be called more than once; the first counts. */
export function run(handler, { head, payload }, now, on) {
  const finish = {
    now(error, value) {
      if (error === undefined || error === null) on.succeed(context, value);
      else on.fail(context, error);
    },
    later(error, value) {
      outcome ??= { error, value };
      // Lambda holds a callback's answer back until nothing is left to do, unless told otherwise or given an error.
      if ((error === undefined || error === null) && context.callbackWaitsForEmptyEventLoop) return;
      setImmediate(() => finish.now(outcome.error, outcome.value));
    },
  };
  let outcome;
  whenNothingIsLeft = () => finish.now(outcome?.error, outcome?.value ?? null);
  const context = makeContext(head, now, finish);
  on.started(context);
  let event;
  try {
    event = JSON.parse(payload);
  } catch (error) {
    return finish.now(error);
  }
  let returned;
  try {
    returned = handler(event, context, (error, value) => finish.later(error, value));
  } catch (error) {
    return finish.now(error);
  }
  if (typeof returned?.then === "function") {
    returned.then((value) => finish.now(undefined, value), (error) => finish.now(error ?? "undefined"));
  } else if (returned !== undefined && handler.length < DECLARES_CALLBACK) {
    finish.now(undefined, returned);
  }
}
