// How a handler ends other than by return or by mistake.

// The code cannot see these globals, so they are taken while they are there; likewise in the files beside this one.
const { TypeError } = globalThis;

/** util.error */
export class ResolverError {
  constructor(message, type, data, errorInfo) {
    Object.assign(this, { message, type, data, errorInfo });
  }
}

/** util.unauthorized */
export class Unauthorized {}

/** runtime.earlyReturn */
export class EarlyReturn {
  constructor(value, skipTo) {
    Object.assign(this, { value, skipTo });
  }
}

/** A helper was called with what it cannot take; reported as the code's own mistake. */
export function misuse(text) {
  return new TypeError(text);
}
