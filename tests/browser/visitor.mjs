// What every visit needs: headless Chromium, a built page on loopback, the codes that were sent, and what a page shows.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { createRequire } from "node:module";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

import { newestCode } from "../inbox.mjs";

export const input = JSON.parse(readFileSync(0, "utf8"));

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Runs `journey(page)` in a new browser on the page that was built into `input.site`, and reports what it returns. */
export async function visit(journey) {
  const site = createServer(async (request, response) => {
    const path = new URL(request.url, "http://site").pathname;
    try {
      const content = await readFile(join(input.site, path === "/" ? "index.html" : path));
      response.setHeader("content-type", TYPES[extname(path)] ?? TYPES[".html"]).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => site.listen(input.port ?? 0, "127.0.0.1", listening));
  const browser = await playwright.launch({
    // Not the package's own flags, which turn web security off.
    args: [...FLAGS, ...(input.trustedKey ? [`--ignore-certificate-errors-spki-list=${input.trustedKey}`] : [])],
    executablePath: await chromium.executablePath(),
    headless: true,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1180, height: 900 } });
    page.setDefaultTimeout(20_000);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`http://127.0.0.1:${site.address().port}/`);
    process.stdout.write(JSON.stringify({ ...(await journey(page)), complaints }));
  } finally {
    await browser.close();
    site.close();
  }
}

export async function signUp(page, email) {
  await page.getByRole("tab", { name: "Create Account" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(input.password);
  await page.getByLabel("Confirm Password").fill(input.password);
  await page.getByRole("button", { name: "Create Account" }).click();
  const code = page.getByLabel("Confirmation Code");
  await code.waitFor();
  await code.fill(await newestCode(input.url, email));
  await page.getByRole("button", { name: "Confirm" }).click();
}

export async function signIn(page, email) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(input.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Whether the form is back, and how many tokens the browser still holds. */
export async function signOut(page) {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("tab", { name: "Sign In" }).waitFor();
  return page.evaluate(() => Object.keys(localStorage).filter((name) => /token/i.test(name)).length);
}

/** Both cards: claims as shown, and the names of those that are marked. */
export async function tokens(page) {
  const shown = {};
  for (const title of ["ID token", "Access token"]) {
    const card = page.getByRole("region", { name: title });
    await card.waitFor();
    shown[title] = await card.locator(".claim").evaluateAll((rows) => ({
      claims: Object.fromEntries(
        rows.map((row) => [
          row.querySelector("dt").firstChild.textContent,
          JSON.parse(row.querySelector("code").textContent),
        ]),
      ),
      marked: rows
        .filter((row) => row.querySelector(".badge"))
        .map((row) => row.querySelector("dt").firstChild.textContent),
    }));
  }
  return shown;
}

/** Has new tokens signed, and waits until they are shown. */
export async function refresh(page) {
  const jti = page.getByRole("region", { name: "ID token" }).locator(".claim", { hasText: /^jti/ });
  const before = await jti.innerText();
  await page.getByRole("button", { name: "Refresh tokens" }).click();
  await page.waitForFunction(
    ([old]) => [...document.querySelectorAll(".claim")].every((row) => row.innerText !== old),
    [before],
  );
  return tokens(page);
}

/** The rules of WCAG 2.2 A and AA that the page breaks, in light and in dark; pictures on request. */
export async function look(page, name) {
  const broken = [];
  await page.addScriptTag({ path: AXE });
  // Colours on their way from one scheme to the other are nobody's choice.
  await page.addStyleTag({ content: "* { transition: none !important; }" });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    if (input.pictures) {
      const path = join(input.pictures, `${name}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
    }
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), tags);
    broken.push(
      ...violations.map(({ id, nodes }) => `${name}, ${colorScheme}: ${id} ${nodes.map((node) => node.html)}`),
    );
  }
  await page.emulateMedia({ colorScheme: "light" });
  return broken;
}
