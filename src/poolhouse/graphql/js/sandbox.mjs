// A JavaScript realm for one piece of code: the module itself, the utilities, and no way to anything else.
//
// Nothing of this realm may be reachable from that one, or its Function constructor would be: the utilities are loaded
// inside, data crosses as text, and the two functions handed over are never shown to the code.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import vm from "node:vm";

// V8's own cache would keep the realms of the modules in it alive.
setFlagsFromString("--no-compilation-cache");

const UTILITIES = "@aws-appsync/utils";
const folder = new URL("./utils/", import.meta.url);
// CommonJS, as a script is compiled once for all realms, and a module anew for each.
const scripts = new Map(readdirSync(folder).map((name) => [`./${name}`, script(name)]));

function script(name) {
  const text = readFileSync(new URL(name, folder), "utf8");
  return new vm.Script(`(function (require, module) { "use strict"; ${text}\n})`, { filename: name });
}

/** What the code may find in its global scope besides the syntax; "JavaScript runtime features" of the guide. */
const GLOBALS = new Set([
  "globalThis", "undefined", "NaN", "Infinity", "Object", "Array", "String", "Number", "Boolean", "JSON", "Math", "Date",
  "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent",
  "console", "util", "extensions", "runtime",
]);

const MOST_COMPILED = 100;
/** What V8 made of the text of a code; it holds nothing of any realm. */
const compiled = new Map();

/** Code that cannot be deployed; the message says why. */
export class Refused extends Error {}

function realm() {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  context.randomHex = (count) => randomBytes(count).toString("hex");
  context.writeLog = (text) => console.log(text);
  return context;
}

/** {call, offered}: what runs a handler, and what the code can import. */
function utilities(context) {
  const modules = new Map();
  const require = (name) => {
    if (!modules.has(name)) {
      modules.set(name, {});
      scripts.get(name).runInContext(context)(require, modules.get(name));
    }
    return modules.get(name).exports;
  };
  const { call } = require("./call.cjs");
  const exported = require("./index.cjs");
  const offered = new vm.SyntheticModule(
    Object.keys(exported),
    () => Object.entries(exported).forEach(([name, value]) => offered.setExport(name, value)),
    { context, identifier: UTILITIES },
  );
  return { call, offered };
}

function resolve(specifier, offered) {
  if (specifier === UTILITIES) return offered;
  if (specifier.startsWith(`${UTILITIES}/`)) throw new Refused(`Module '${specifier}' is not supported by Poolhouse yet.`);
  throw new Refused(`Cannot import '${specifier}': only ${UTILITIES} can be imported.`);
}

function compile(code, context) {
  try {
    const cachedData = compiled.get(code);
    const written = new vm.SourceTextModule(code, { context, identifier: "code.js", cachedData });
    if (!cachedData) keep(code, written.createCachedData());
    return written;
  } catch (error) {
    throw new Refused(described(error));
  }
}

function keep(code, cachedData) {
  if (compiled.size >= MOST_COMPILED) compiled.delete(compiled.keys().next().value);
  compiled.set(code, cachedData);
}

/** The message and, where V8 tells it (not for wrong syntax), the place in the code. */
function described(error) {
  const line = /code\.js:(\d+)/.exec(String(error?.stack ?? ""))?.[1];
  const text = `${error?.name ?? "Error"}: ${error?.message ?? error}`;
  return line ? `line ${line}: ${text}` : text;
}

/**
 * {handlers: {request, response}, call} in a realm of their own, for one call: what a handler leaves behind in globals,
 * prototypes or variables of its module must not reach the next caller. Throws Refused.
 */
export async function load(code) {
  const context = realm();
  const { call, offered } = utilities(context);
  for (const name of Reflect.ownKeys(context)) if (!GLOBALS.has(name)) delete context[name];
  const written = compile(code, context);
  try {
    await written.link((specifier) => resolve(specifier, offered));
    await written.evaluate();
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(described(error));
  }
  const { request, response } = written.namespace;
  for (const [name, exported] of Object.entries({ request, response })) {
    if (typeof exported !== "function") throw new Refused(`The code must export a function named ${name}.`);
  }
  return { handlers: { request, response }, call };
}
