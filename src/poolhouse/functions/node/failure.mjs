// Error documents as Lambda's Node.js runtime makes them.

export class RuntimeFailure extends Error {
  constructor(type, reason) {
    super(String(reason));
    this.name = type;
    this.stack = `${type}: ${this.message}\n${String(reason?.stack ?? "").split("\n").slice(1).join("\n")}`.trimEnd();
  }
}

const isError = (value) => value && value.name && value.message !== undefined && typeof value.stack === "string";

/** {errorType, errorMessage, trace}: from an Error its name, message and stack; from anything else its type and text. */
export function describe(thrown) {
  try {
    if (isError(thrown)) {
      return { errorType: String(thrown.name), errorMessage: String(thrown.message), trace: thrown.stack.split("\n") };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return { errorType: "handled", errorMessage: "The thrown value could not be turned into text.", trace: [] };
  }
}

/** What went wrong while the function was loaded. */
export function loadFailure(error) {
  if (error instanceof SyntaxError || error?.code === "ERR_INVALID_TYPESCRIPT_SYNTAX") {
    return new RuntimeFailure("Runtime.UserCodeSyntaxError", error);
  }
  if (error?.code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") {
    const cause = new SyntaxError(`${error.message} (types are removed, not compiled: bundle this handler first)`);
    cause.stack = error.stack;
    return new RuntimeFailure("Runtime.UserCodeSyntaxError", cause);
  }
  if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
    return new RuntimeFailure("Runtime.ImportModuleError", error);
  }
  return error;
}
