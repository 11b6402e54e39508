// What one call of a handler knows and records.
const state = { now: 0, authType: "", appended: [], headers: {} };

function begin(now, authType) {
  state.now = now;
  state.authType = authType;
  state.appended = [];
  state.headers = {};
}

const { randomHex, writeLog } = globalThis;
delete globalThis.randomHex;
delete globalThis.writeLog;

/** `count` random bytes in hexadecimal digits. */
const random = (count) => randomHex(count);
const log = (text) => writeLog(text);

module.exports = { state, begin, random, log };
