// Lambda's log line: time, request id, level, text (Lambda Developer Guide, "Log and monitor Node.js functions").
import { format } from "node:util";
import { writeSync } from "node:fs";

const LEVELS = { debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR", trace: "TRACE" };

/** Write all of it before going on, so that the server has every line before it has the answer. */
export const write = (text) => writeAll(1, Buffer.from(text));

export function writeAll(descriptor, bytes) {
  let rest = bytes;
  while (rest.length) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

export function patchConsole(requestId) {
  for (const [name, level] of Object.entries(LEVELS)) {
    console[name] = (...values) =>
      write(`${new Date().toISOString()}\t${requestId() ?? "undefined"}\t${level}\t${format(...values)}\n`);
  }
}
