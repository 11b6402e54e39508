// Goes to `start`, signs in on a page where there is a password to type, and reports where the browser ends up.
import { readFileSync } from "node:fs";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

const input = JSON.parse(readFileSync(0, "utf8"));
const browser = await playwright.launch({
  // Not the package's own flags, which turn web security off.
  args: [
    ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    ...(input.trustedKey ? [`--ignore-certificate-errors-spki-list=${input.trustedKey}`] : []),
  ],
  executablePath: await chromium.executablePath(),
  headless: true,
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  // Nobody is there; what the browser asks for is all that counts.
  const back = page.waitForRequest((request) => request.url().startsWith(input.callback));
  await page.goto(input.start).catch((error) => {
    if (!/ERR_NAME_NOT_RESOLVED|ERR_FAILED|interrupted/.test(String(error))) throw error;
  });
  if (input.password) {
    await page.getByLabel("Username").fill(input.username);
    await page.getByLabel("Password", { exact: true }).fill(input.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }
  const location = (await back).url();
  process.stdout.write(JSON.stringify({ location, cookies: await page.context().cookies() }));
} finally {
  await browser.close();
}
