// How a handler ends other than by return or by mistake.

// The code cannot see these globals, so they are taken while they are there; likewise in the files beside this one.
const { TypeError } = globalThis;

/** util.error */
class ResolverError {
  constructor(message, type, data, errorInfo) {
    Object.assign(this, { message, type, data, errorInfo });
  }
}

/** util.unauthorized */
class Unauthorized {}

/** runtime.earlyReturn */
class EarlyReturn {
  constructor(value, skipTo) {
    Object.assign(this, { value, skipTo });
  }
}

/** A helper was called with what it cannot take; reported as the code's own mistake. */
function misuse(text) {
  return new TypeError(text);
}

module.exports = { ResolverError, Unauthorized, EarlyReturn, misuse };
