// Lambda's log line: time, request id, level, text (Lambda Developer Guide, "Log and monitor Node.js functions").
import { format } from "node:util";
import { writeAll } from "./pipes.mjs";

const LEVELS = { debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR", trace: "TRACE" };

/** Write all of it before going on, so that the server has every line before it has the answer. */
export function write(text) {
  const bytes = Buffer.from(text);
  writeAll(1, bytes, bytes.length);
}

export function patchConsole(requestId) {
  for (const [name, level] of Object.entries(LEVELS)) {
    console[name] = (...values) =>
      write(`${new Date().toISOString()}\t${requestId() ?? "undefined"}\t${level}\t${format(...values)}\n`);
  }
}
