// For each user: sign-up or sign-in, both tokens, both queries with each token, sign-out.
import { input, look, signIn, signOut, signUp, tokens, visit } from "./visitor.mjs";

async function ask(page, token, button) {
  const answer = page.locator(".answer");
  await page.getByRole("radio", { name: token }).check();
  await page.getByRole("button", { name: button }).click();
  await answer.waitFor();
  const refused = await answer.evaluate((element) => element.classList.contains("refused"));
  const text = await answer.locator("pre").innerText();
  return refused ? { refused: text } : JSON.parse(text);
}

await visit(async (page) => {
  const broken = await look(page, "signed-out");
  const users = {};
  for (const { email, isNew } of input.users) {
    await (isNew ? signUp : signIn)(page, email);
    const answers = { tokens: await tokens(page) };
    for (const token of ["ID token", "access token"]) {
      for (const query of ["function", "resolver"]) {
        answers[`${query}, ${token}`] = await ask(page, token, `Ask the ${query}`);
      }
    }
    broken.push(...(await look(page, email.split("@")[0])));
    answers.left = await signOut(page);
    users[email] = answers;
  }
  return { users, broken };
});
