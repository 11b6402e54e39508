// A JavaScript realm for one piece of code: the module itself, the utilities, and no way to anything else.
//
// Nothing of this realm may be reachable from that one, or its Function constructor would be: the utilities are loaded
// inside, data crosses as text, and the two functions handed over are never shown to the code.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import vm from "node:vm";

const UTILITIES = "@aws-appsync/utils";
const folder = new URL("./utils/", import.meta.url);
const texts = new Map(readdirSync(folder).map((name) => [`./${name}`, readFileSync(new URL(name, folder), "utf8")]));

/** What the code may find in its global scope besides the syntax; "JavaScript runtime features" of the guide. */
const GLOBALS = new Set([
  "globalThis", "undefined", "NaN", "Infinity", "Object", "Array", "String", "Number", "Boolean", "JSON", "Math", "Date",
  "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent",
  "console", "util", "extensions", "runtime",
]);

/** Code that cannot be deployed; the message says why. */
export class Refused extends Error {}

function realm() {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  context.randomHex = (count) => randomBytes(count).toString("hex");
  context.writeLog = (text) => console.log(text);
  return context;
}

async function utilities(context) {
  const modules = new Map();
  const link = (specifier) => {
    if (!modules.has(specifier)) {
      modules.set(specifier, new vm.SourceTextModule(texts.get(specifier), { context, identifier: specifier }));
    }
    return modules.get(specifier);
  };
  const main = link("./call.mjs");
  await main.link(link);
  await main.evaluate();
  return { call: main.namespace.call, offered: modules.get("./index.mjs") };
}

function resolve(specifier, offered) {
  if (specifier === UTILITIES) return offered;
  if (specifier.startsWith(`${UTILITIES}/`)) throw new Refused(`Module '${specifier}' is not supported by Poolhouse yet.`);
  throw new Refused(`Cannot import '${specifier}': only ${UTILITIES} can be imported.`);
}

function compile(code, context) {
  try {
    return new vm.SourceTextModule(code, { context, identifier: "code.js" });
  } catch (error) {
    throw new Refused(described(error));
  }
}

/** The message and, where V8 tells it (not for wrong syntax), the place in the code. */
function described(error) {
  const line = /code\.js:(\d+)/.exec(String(error?.stack ?? ""))?.[1];
  const text = `${error?.name ?? "Error"}: ${error?.message ?? error}`;
  return line ? `line ${line}: ${text}` : text;
}

/** {handlers: {request, response}, call}. Throws Refused. */
export async function load(code) {
  const context = realm();
  const { call, offered } = await utilities(context);
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
