// The sign-in pages in headless Chromium, as people use them: every page looked at in light and dark, on a phone and on
// a desk, with axe-core as the judge of what assistive technology finds.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

import { newestCode } from "../inbox.mjs";
import { virtualAuthenticator } from "./authenticator.mjs";

const input = JSON.parse(readFileSync(0, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// 320 pixels is where WCAG 1.4.10 wants a page to need no scrolling sideways.
const WIDTHS = { phone: 320, desk: 1100 };
const NEW_PASSWORD = "Lighthouse-9-Lamp";

// Of the arguments that come with the package, some switch off what is to be tested here, and one makes a browser that
// ends with its first tab.
const browser = await playwright.launch({
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  executablePath: await chromium.executablePath(),
  headless: true,
});
const broken = [];
const complaints = [];
const titles = {};

try {
  const report = {
    signUp: await signUp(),
    signOut: await signOut(),
    wrongPassword: await wrongPassword(),
    forgotten: await forgotten(),
    temporary: await temporary(),
    tabs: await twoTabs(),
    passkeys: await passkeys(),
    secondFactor: await secondFactor(),
    withoutScript: await withoutScript(),
    keyboard: await byKeyboard(),
    others: await otherPages(),
  };
  process.stdout.write(JSON.stringify({ ...report, titles, broken, complaints }));
} finally {
  await browser.close();
}

async function signUp() {
  const page = await visitor();
  await page.goto(authorize("one"));
  await look(page, "login");
  await page.getByRole("link", { name: "Create one" }).click();
  await look(page, "sign-up");

  const password = page.getByLabel("Password", { exact: true });
  await page.getByLabel("Email").fill("anna@pages.test");
  await password.fill("harbour-7");
  const met = await page.locator(".rule.met").allInnerTexts();
  await page.getByRole("button", { name: "Show the password" }).click();
  const shown = await password.getAttribute("type");
  await page.getByRole("button", { name: "Create account" }).click();
  const refused = await alert(page);
  await look(page, "sign-up-refused");
  await page.getByLabel("Password", { exact: true }).fill(input.password);
  await page.getByRole("button", { name: "Create account" }).click();

  await page.getByLabel("Code", { exact: true }).waitFor();
  await look(page, "confirm");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Confirm account" }).click();
  const mistaken = await alert(page);
  await page.getByRole("button", { name: "Send a new code" }).click();
  const renewed = await page.getByRole("status").innerText();
  await page.getByLabel("Code", { exact: true }).fill(await newestCode(input.url, "anna@pages.test"));
  await page.getByRole("button", { name: "Confirm account" }).click();

  const confirmed = await page.getByRole("status").innerText();
  await look(page, "login-confirmed");
  const name = await page.getByLabel("Email").inputValue();
  await page.getByLabel("Password", { exact: true }).fill(input.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const arrived = await arrival(page);
  await page.context().close();
  return { met, shown, refused, mistaken, renewed, confirmed, name, arrived };
}

async function signOut() {
  const page = await visitor();
  await page.goto(authorize("in"));
  await signIn(page, "marina@pages.test");
  const first = await arrival(page);
  await page.goto(authorize("again"));
  const silently = await arrival(page);
  await page.goto(`${input.url}/logout?client_id=${input.clientId}&logout_uri=${encodeURIComponent(input.app)}`);
  const left = page.url();
  await page.goBack();
  await page.goto(authorize("back"));
  const asked = await page.getByRole("heading", { level: 1 }).innerText();
  // All the way back to the form that was sent: it is empty, and its password is not the browser's to send again.
  while (!page.url().startsWith(`${input.url}/login?`) || page.url().endsWith("state=back")) await page.goBack();
  const kept = await page.getByLabel("Password", { exact: true }).inputValue();
  await page.context().close();
  return { first, silently, left, asked, kept };
}

async function wrongPassword() {
  const page = await visitor();
  await page.goto(authorize("wrong"));
  await signIn(page, "marina@pages.test", "wrong-Pass-1");
  const said = await alert(page);
  await look(page, "login-refused");
  const focused = await page.evaluate(() => document.activeElement.id);
  const described = await page.evaluate(() =>
    document.getElementById(document.activeElement.getAttribute("aria-describedby")).innerText,
  );
  await page.context().close();
  return { said, focused, described };
}

async function forgotten() {
  const page = await visitor();
  await page.goto(authorize("forgotten"));
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await look(page, "forgot");
  await page.getByLabel("Email").fill("forgetful@pages.test");
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByLabel("Code", { exact: true }).waitFor();
  await look(page, "reset");
  await page.getByLabel("Code", { exact: true }).fill(await newestCode(input.url, "forgetful@pages.test"));
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set new password" }).click();
  const said = await page.getByRole("status").innerText();
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const arrived = await arrival(page);
  await page.context().close();
  return { said, arrived };
}

async function temporary() {
  const page = await visitor();
  await page.goto(authorize("temporary"));
  await signIn(page, "invited@pages.test");
  await page.getByRole("heading", { name: "Choose your own password" }).waitFor();
  await look(page, "new-password");
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  const arrived = await arrival(page);
  await page.context().close();
  return { arrived };
}

/** Two tabs of one browser, two people, begun together and finished crosswise. */
async function twoTabs() {
  const first = await visitor();
  const second = await first.context().newPage();
  await first.goto(authorize("first"));
  await second.goto(authorize("second"));
  await signIn(second, "marina@pages.test");
  const arrived = [await arrival(second)];
  await signIn(first, "quinn@pages.test");
  arrived.unshift(await arrival(first));
  await first.context().close();
  return { arrived };
}

/** The way to a passkey, in with it, and what is said when it does not come to that. */
async function passkeys() {
  const page = await visitor();
  const authenticator = await virtualAuthenticator(page);
  // Browsers take no address for a relying party.
  const here = input.url.replace("127.0.0.1", "localhost");
  const found = {};
  await page.goto(`${here}/passkeys/add?${query("added", input.passkeys)}`);
  found.first = await page.getByRole("status").innerText();
  await look(page, "login-passkey");
  await signIn(page, "marina@passkeys.test");
  await page.getByRole("heading", { name: "Add a passkey" }).waitFor();
  await look(page, "add-passkey");
  await authenticator.verifies(false);
  await page.getByRole("button", { name: "Create a passkey" }).click();
  found.stopped = await alert(page);
  await look(page, "add-passkey-stopped");
  await authenticator.verifies(true);
  await page.getByRole("button", { name: "Create a passkey" }).click();
  found.added = await arrival(page);

  await page.goto(`${here}/passkeys/add?${query("again", input.passkeys)}`);
  await page.getByRole("button", { name: "Create a passkey" }).click();
  found.present = await alert(page);
  await page.getByRole("link", { name: "Not now" }).click();
  found.skipped = await arrival(page);

  await page.goto(`${here}/logout?client_id=${input.passkeys}`);
  found.left = await page.getByRole("heading", { level: 1 }).innerText();
  await look(page, "signed-out");
  await page.goto(`${here}/oauth2/authorize?${query("in", input.passkeys)}`);
  await authenticator.verifies(false);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  found.cancelled = await alert(page);
  await authenticator.verifies(true);
  await page.getByRole("button", { name: "Sign in with a passkey" }).focus();
  await page.keyboard.press("Enter");
  found.arrived = await arrival(page);

  await page.goto(`${here}/logout?client_id=${input.passkeys}`);
  await authenticator.forget();
  await page.goto(`${here}/oauth2/authorize?${query("without", input.passkeys)}`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  found.without = await alert(page);
  await page.context().close();

  const plain = await visitor({ javaScriptEnabled: false });
  await plain.goto(`${here}/passkeys/add?${query("plain", input.passkeys)}`);
  found.buttons = await plain.getByRole("button").allInnerTexts();
  await signIn(plain, "marina@passkeys.test");
  await plain.getByRole("button", { name: "Create a passkey" }).click();
  found.unsupported = await alert(plain);
  await plain.context().close();
  return found;
}

/** An app is set up; then another browser asks for a code, once. */
async function secondFactor() {
  const page = await visitor();
  await page.goto(authorize("set-up", input.secondFactor));
  await signIn(page, "marina@factors.test");
  await page.getByRole("heading", { name: "Set up your authenticator app" }).waitFor();
  await look(page, "mfa-setup");
  const drawn = await page.getByRole("img", { name: "QR code" }).evaluate((image) => image.naturalWidth > 100);
  const secret = base32((await page.locator(".key-text").innerText()).replaceAll(" ", ""));
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  const mistaken = await alert(page);
  await look(page, "mfa-setup-refused");
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret));
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  const setUp = await arrival(page);
  await page.context().close();

  const other = await visitor();
  await other.goto(authorize("code", input.secondFactor));
  await signIn(other, "marina@factors.test");
  await other.getByRole("heading", { name: "Enter your code" }).waitFor();
  await look(other, "mfa");
  await other.getByLabel("Do not ask for a code in this browser again").check();
  // A code counts once: the app's next one, which is good already.
  await other.getByLabel("Code", { exact: true }).fill(codeOf(secret, 1));
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  const withCode = await arrival(other);
  await other.goto(`${input.url}/logout?client_id=${input.secondFactor}`);
  await other.goto(authorize("remembered", input.secondFactor));
  await signIn(other, "marina@factors.test");
  const remembered = await arrival(other);
  await other.context().close();
  return { drawn, mistaken, setUp, withCode, remembered };
}

function base32(text) {
  const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
  return Buffer.from(bits.join("").match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 6238, some steps from now. */
function codeOf(secret, steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function withoutScript() {
  const page = await visitor({ javaScriptEnabled: false });
  await page.goto(authorize("plain"));
  const reveals = await page.locator(".reveal:visible").count();
  await signIn(page, "marina@pages.test");
  const arrived = await arrival(page);
  await page.context().close();
  return { reveals, arrived };
}

async function byKeyboard() {
  const page = await visitor();
  await page.goto(authorize("keys"));
  const order = [];
  for (let stop = 0; stop < 6; stop += 1) {
    order.push(
      await page.evaluate(() => {
        const { activeElement: here } = document;
        const { outlineStyle, outlineWidth } = getComputedStyle(here);
        const seen = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
        return `${here.id || here.ariaLabel || here.innerText}${seen ? "" : " unseen"}`;
      }),
    );
    await page.keyboard.press("Tab");
  }
  await page.getByLabel("Email").focus();
  await page.keyboard.type("marina@pages.test");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.type(input.password);
  await page.keyboard.press("Enter");
  const arrived = await arrival(page);
  await page.context().close();
  return { order, arrived };
}

async function otherPages() {
  const page = await visitor();
  const found = {};
  for (const [name, path] of Object.entries({
    "no-code": `/confirmuser?${query("other")}`,
    resend: `/resendcode?${query("other")}`,
    error: "/error?error=redirect_mismatch",
    "not-found": "/mfa/none",
    german: `/login?${query("other")}&lang=de`,
    japanese: `/signup?${query("other")}&lang=ja`,
  })) {
    await page.goto(input.url + path);
    await look(page, name);
    found[name] = await page.getByRole("heading", { level: 1 }).innerText();
  }
  for (const [name, clientId] of Object.entries(input.clients)) {
    await page.goto(`${input.url}/login?${query("other", clientId)}`);
    await look(page, name);
  }
  await page.goto(`${input.url}/signup?${query("other", input.thorough)}`);
  await look(page, "sign-up-thorough");
  found.asked = await page.locator("label").count();
  await page.context().close();
  return found;
}

/** A browser of one's own. */
async function visitor(options = {}) {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1100, height: 800 }, ...options });
  context.setDefaultTimeout(20_000);
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("console", (message) => {
    // What is refused is answered with 401 and the like, which the browser notes as well.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(message.text());
    }
  });
  return context.newPage();
}

async function signIn(page, email, password = input.password) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

function query(state, clientId = input.clientId) {
  const parameters = { client_id: clientId, response_type: "code", redirect_uri: `${input.app}callback`, state };
  return new URLSearchParams(parameters).toString();
}

function authorize(state, clientId = input.clientId) {
  return `${input.url}/oauth2/authorize?${query(state, clientId)}`;
}

/** The state with which a browser came back to the application. */
async function arrival(page) {
  await page.waitForURL((url) => url.href.startsWith(`${input.app}callback`));
  const { searchParams } = new URL(page.url());
  return searchParams.has("code") ? searchParams.get("state") : page.url();
}

function alert(page) {
  return page.getByRole("alert").innerText();
}

/** Notes the rules of WCAG 2.2 A and AA that the page breaks; takes pictures on request. */
async function look(page, name) {
  titles[name] = await page.title();
  for (const [kind, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      if (input.pictures) {
        await page.screenshot({ path: join(input.pictures, `${name}-${kind}-${colorScheme}.png`), fullPage: true });
      }
      // The pages let no script of others in; what a debugger evaluates is not subject to their policy.
      await page.evaluate(axe);
      const { violations } = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), TAGS);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      const where = `${name}, ${kind}, ${colorScheme}`;
      if (overflow) broken.push(`${where}: wider than the window`);
      broken.push(...violations.map(({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.html)}`));
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}
