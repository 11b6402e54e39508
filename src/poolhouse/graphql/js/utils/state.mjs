// What one call of a handler knows and records.
export const state = { now: 0, authType: "", appended: [], headers: {} };

export function begin(now, authType) {
  state.now = now;
  state.authType = authType;
  state.appended = [];
  state.headers = {};
}

const { randomHex, writeLog } = globalThis;
delete globalThis.randomHex;
delete globalThis.writeLog;

/** `count` random bytes in hexadecimal digits. */
export const random = (count) => randomHex(count);
export const log = (text) => writeLog(text);
