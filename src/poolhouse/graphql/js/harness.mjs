// Runs APPSYNC_JS handlers. It is a function like any other to the server: one event at a time, in a confined process.
//   event {code, phase: "request" | "response" | "check", context: JSON text, now: ms, authType}
//   answer: JSON text of the outcome, see utils/call.cjs; {} or {refused} for a check
import { load, Refused } from "./sandbox.mjs";

// Handlers cannot be asynchronous, yet code may leave a failing promise behind; that must not end the worker, which is
// another handler's by then.
process.removeAllListeners("unhandledRejection");
process.on("unhandledRejection", (reason) => console.error("A promise in resolver code failed:", String(reason)));

export async function handler({ code, phase, context, now, authType }) {
  try {
    const { handlers, call } = await load(code);
    return phase === "check" ? "{}" : call(handlers[phase], context, now, authType);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return JSON.stringify({ refused: error.message });
  }
}
