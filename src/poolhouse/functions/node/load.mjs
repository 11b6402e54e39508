// Finds the handler function as Lambda does: a file, and a dotted path below its exports.
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { loadFailure, RuntimeFailure } from "./failure.mjs";

// The TypeScript ones are ours: Lambda wants code that is built already.
const EXTENSIONS = ["", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];

export async function loadHandler(file, exported) {
  const path = EXTENSIONS.map((extension) => file + extension).find((candidate) => existsSync(candidate));
  if (!path) throw new RuntimeFailure("Runtime.ImportModuleError", new Error(`Cannot find module '${file}'`));
  let namespace;
  try {
    namespace = await import(pathToFileURL(path).href);
  } catch (error) {
    throw loadFailure(error);
  }
  const handler = follow(namespace, exported) ?? follow(namespace.default, exported);
  const name = `${process.env._HANDLER}`;
  if (handler === undefined) throw handlerNotFound(`${name} is undefined or not exported`);
  if (typeof handler !== "function") throw handlerNotFound(`${name} is not a function`);
  return handler;
}

const follow = (value, path) => path.split(".").reduce((at, key) => at?.[key], value);

function handlerNotFound(text) {
  const failure = new RuntimeFailure("Runtime.HandlerNotFound", new Error(text));
  failure.message = text;
  failure.stack = `Runtime.HandlerNotFound: ${text}`;
  return failure;
}
