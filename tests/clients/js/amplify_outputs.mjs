// aws-amplify with an amplify_outputs.json as it was written: each user's tokens after a sign-in by SRP.
import { Amplify } from "aws-amplify";
import { fetchAuthSession, signIn, signOut } from "aws-amplify/auth";

import { input, report } from "./scenario.mjs";

Amplify.configure(input.outputs);
const users = {};
for (const username of input.usernames) {
  await signIn({ username, password: input.password });
  const { tokens, identityId } = await fetchAuthSession();
  users[username] = { id: tokens.idToken.toString(), access: tokens.accessToken.toString(), identityId };
  await signOut();
}
report(users);
