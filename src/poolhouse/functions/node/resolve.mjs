// What a bundler would have done for the handler: find TypeScript and extensionless imports, and note which files
// belong to the function, so that the server can see them change.
import { registerHooks } from "node:module";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const EXTENSIONS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];
// TypeScript names the file that the compiler would write.
const WRITTEN_AS = { ".js": ".ts", ".mjs": ".mts", ".cjs": ".cts" };

function* candidates(specifier) {
  const written = /\.[mc]?js$/.exec(specifier)?.[0];
  if (written) yield specifier.slice(0, -written.length) + WRITTEN_AS[written];
  for (const extension of EXTENSIONS) yield specifier + extension;
  for (const extension of EXTENSIONS) yield specifier.replace(/\/?$/, "/index") + extension;
}

const isPath = (specifier) => /^(\.{1,2}(\/|$)|\/|file:)/.test(specifier);

/** Calls `onLoad(path, size, mtimeNs)` for every file outside node_modules, with its state before it is read. */
export function install(onLoad) {
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!isPath(specifier)) throw error;
        for (const candidate of candidates(specifier)) {
          try {
            return next(candidate, context);
          } catch {
            // the first error names what the author wrote
          }
        }
        throw error;
      }
    },
    load(url, context, next) {
      if (url.startsWith("file:") && !url.includes("/node_modules/")) {
        const path = fileURLToPath(url);
        const { size, mtimeNs } = statSync(path, { bigint: true });
        onLoad(path, Number(size), String(mtimeNs));
      }
      return next(url, context);
    },
  });
}
