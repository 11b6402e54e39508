// Sign-up with a code, both tokens, new tokens, sign-out, sign-in.
import { input, look, refresh, signIn, signOut, signUp, tokens, visit } from "./visitor.mjs";

await visit(async (page) => {
  const broken = await look(page, "signed-out");
  await signUp(page, input.email);
  const signedUp = await tokens(page);
  broken.push(...(await look(page, "tokens")));
  const refreshed = await refresh(page);
  const left = await signOut(page);
  await signIn(page, input.email);
  return { signedUp, refreshed, left, signedIn: await tokens(page), broken };
});
