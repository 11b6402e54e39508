// One process for a whole run. A line of standard input is a JSON request, a line of standard output its answer.
//   {"format": [text…]}  → [text…]: what prettier's TypeScript parser refuses comes back as it was
//   {"tests": text}      → [{titles, from, to}…] or null when the text is neither TypeScript nor JavaScript
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const load = (file) => import(pathToFileURL(join(folder, file)));
const prettier = await load("index.mjs");
const { parsers } = await load("plugins/typescript.mjs");

async function formatted(text) {
  try {
    return await prettier.format(text, { parser: "typescript" });
  } catch {
    return text;
  }
}

/** "describe" for describe(…), describe.skip(…), describe.each(…)(…). */
function rootName(callee) {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression") return rootName(callee.object);
  if (callee.type === "CallExpression") return rootName(callee.callee);
  if (callee.type === "TaggedTemplateExpression") return rootName(callee.tag);
  return undefined;
}

/** The texts around what is only known at run time. */
function title(node, repeated) {
  if (node?.type === "Literal" && typeof node.value === "string") {
    return repeated ? node.value.split(/%[sdifjoO#$]|\$\{?[\w.]+\}?/) : [node.value];
  }
  return node?.type === "TemplateLiteral" ? node.quasis.map((part) => part.value.cooked) : ["", ""];
}

const GROUPS = new Set(["describe", "suite"]);
const TESTS = new Set(["test", "it"]);

function collect(node, groups, found) {
  if (!node || typeof node.type !== "string") return;
  let inner = groups;
  if (node.type === "CallExpression" && node.arguments.length > 1) {
    const name = rootName(node.callee);
    const titles = [...groups, title(node.arguments[0], node.callee.type !== "Identifier")];
    if (GROUPS.has(name)) inner = titles;
    if (TESTS.has(name)) found.push({ titles, from: node.loc.start.line, to: node.loc.end.line });
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent" || key === "tokens" || key === "comments") continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child && typeof child === "object") collect(child, inner, found);
    }
  }
}

async function tests(text) {
  const found = [];
  try {
    collect(await parsers.typescript.parse(text, {}), [], found);
  } catch {
    return null;
  }
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  if (request.format) {
    answer = [];
    for (const text of request.format) answer.push(await formatted(text));
  } else {
    answer = await tests(request.tests);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
