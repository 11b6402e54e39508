// The single-page app, as it was built: to the sign-in page and back, new tokens, sign-out, the back button.
import { input, visit } from "./visitor.mjs";

await visit(async (page) => {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/login\?/);
  await page.getByLabel("Email").fill(input.email);
  await page.getByLabel("Password", { exact: true }).fill(input.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(`Signed in as ${input.email}`).waitFor();
  const address = page.url();
  const claims = await table(page);
  await page.getByRole("button", { name: "Renew the tokens" }).click();
  await page.getByText(`Signed in as ${input.email}`).waitFor();
  const kept = await page.evaluate(() => JSON.stringify([localStorage.length, document.cookie]));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out").waitFor();
  await page.goBack();
  const back = await page.locator("body").innerText();
  await page.goto(`http://127.0.0.1:${input.port}/`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/login\?/);
  return { address, claims, kept, back, end: new URL(page.url()).pathname };
});

async function table(page) {
  const rows = await page.locator("tbody tr").all();
  return Object.fromEntries(
    await Promise.all(
      rows.map(async (row) => [await row.locator("th").innerText(), JSON.parse(await row.locator("td").innerText())]),
    ),
  );
}
