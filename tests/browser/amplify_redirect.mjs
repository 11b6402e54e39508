// aws-amplify's signInWithRedirect and signOut over TLS: to the sign-in page, back with a code, out again.
import { input, visit } from "./visitor.mjs";

await visit(async (page) => {
  await page.getByText('"signedIn":false').waitFor();
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/login\?/);
  const secure = page.url().startsWith("https://");
  await page.getByLabel("Username").fill(input.username);
  await page.getByLabel("Password", { exact: true }).fill(input.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText('"signedIn":true').waitFor();
  const signedIn = JSON.parse(await page.locator("#shown").innerText());
  const cookies = await page.context().cookies(input.url);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText('"signedIn":false').waitFor();
  const left = await page.context().cookies(input.url);
  return { secure, signedIn, cookies, left };
});
