// The least that a function in a Node.js process costs: an event read and parsed, the handler, its answer written.
import { readSync, writeSync } from "node:fs";
import { handler } from "./functions.mjs";

const bytes = Buffer.allocUnsafe(64 * 1024);

function next() {
  const count = readSync(0, bytes);
  if (!count) return;
  handler(JSON.parse(bytes.toString("utf8", 0, count))).then((answer) => {
    writeSync(1, JSON.stringify(answer));
    setImmediate(next);
  });
}

next();
