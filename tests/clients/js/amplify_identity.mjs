// aws-amplify with an identity pool: a guest, the guest signed in, and the user again.
import { fetchAuthSession, signIn, signOut } from "aws-amplify/auth";

import { configure } from "./amplify.mjs";
import { input, report } from "./scenario.mjs";

configure({ identityPoolId: input.identityPoolId, identityPoolEndpoint: input.url, allowGuestAccess: true });
const session = async (options) => {
  const { identityId, credentials, userSub } = await fetchAuthSession(options);
  return { identityId, credentials, userSub: userSub ?? null };
};
const guest = await session();
await signIn({ username: input.username, password: input.password });
const user = await session();
const again = await session({ forceRefresh: true });
await signOut();
report({ guest, user, again, signedOut: await session() });
