// Looks for snippets on the HTML report in headless Chromium, and has axe-core judge the page in light and in dark.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { input, visit } from "../browser/visitor.mjs";

const require = createRequire(new URL("../browser/visitor.mjs", import.meta.url));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

await visit(async (page) => {
  const visible = () => page.locator("article:visible").count();
  const search = page.getByLabel("Search pages, names, hashes, code");
  const status = page.getByRole("status");

  const atFirst = await visible();
  await page.locator("summary").first().click();
  const opened = await visible();
  const broken = [];
  // The page's own policy lets no other script in; what a debugger evaluates is not subject to it.
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    if (input.pictures) await page.screenshot({ path: join(input.pictures, `report-${colorScheme}.png`), fullPage: true });
    const { violations } = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), TAGS);
    broken.push(...violations.map(({ id, nodes }) => `${colorScheme}: ${id} ${nodes.map((node) => node.html)}`));
  }

  const found = {};
  for (const words of input.searches) {
    await search.fill(words);
    await search.press("Enter");
    found[words] = { visible: await visible(), said: await status.innerText() };
  }
  await search.fill("");
  await page.getByLabel("Status").selectOption("drift");
  await search.press("Enter");
  found.drift = { visible: await visible(), said: await status.innerText() };
  return { atFirst, opened, broken, found };
});
