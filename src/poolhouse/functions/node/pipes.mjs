// The worker's ends of the two pipes; framing: see frames.py. Both block, and both work in buffers that stay: what an
// event costs beside its handler is mostly code and memory that the processor has to fetch again.
import { readSync, writeSync } from "node:fs";

export const READY = 1, LOADED = 2, RESULT = 3, FAILURE = 4, LAST_WORDS = 5;
const ANSWERS_FD = 3, EVENTS_FD = 4;
const PIPE_HOLDS = 64 * 1024;
const MOST_BYTES_OF_A_CODE_UNIT = 3; // in UTF-8

const incoming = Buffer.allocUnsafe(PIPE_HOLDS);
const outgoing = Buffer.allocUnsafe(PIPE_HOLDS);

/** Whether the text has at most so many bytes; one that is short enough need not be measured. */
export const fits = (text, limit) =>
  text.length <= limit && (text.length * MOST_BYTES_OF_A_CODE_UNIT <= limit || Buffer.byteLength(text) <= limit);

/** The next event as {head: [request id, ARN, remaining milliseconds], payload}; undefined when the server is gone. */
export function receive() {
  let bytes = incoming, count = 0, whole = 4;
  do {
    const more = readSync(EVENTS_FD, bytes, count, bytes.length - count, null);
    if (!more) return undefined;
    count += more;
    if (count >= 4) whole = 4 + bytes.readUInt32BE(0);
    if (whole > bytes.length) {
      const larger = Buffer.allocUnsafe(whole);
      bytes.copy(larger, 0, 0, count);
      bytes = larger;
    }
  } while (count < whole);
  const payloadAt = 7 + bytes.readUInt16BE(5);
  return { head: bytes.toString("latin1", 7, payloadAt).split(" "), payload: bytes.toString("utf8", payloadAt, whole) };
}

/** `memory` in KiB, in the frames that have it. */
export function send(kind, body, memory) {
  const start = memory === undefined ? 5 : 9;
  const bytes = fits(body, outgoing.length - start) ? outgoing : Buffer.allocUnsafe(start + Buffer.byteLength(body));
  const end = start + bytes.write(body, start);
  bytes.writeUInt32BE(end - 4, 0);
  bytes[4] = kind;
  if (memory !== undefined) bytes.writeUInt32BE(memory, 5);
  writeAll(ANSWERS_FD, bytes, end);
}

/** Write the first `end` bytes before going on. */
export function writeAll(descriptor, bytes, end) {
  let written = 0;
  while (written < end) {
    try {
      written += writeSync(descriptor, bytes, written, end - written);
    } catch (error) {
      // Standard output may have been made non-blocking by whoever else holds it.
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
