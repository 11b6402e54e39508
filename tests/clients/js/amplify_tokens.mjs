// aws-amplify: the claims that an app reads after a sign-in and after a refresh.
import { confirmSignIn, fetchAuthSession, signIn } from "aws-amplify/auth";

import { configure } from "./amplify.mjs";
import { input, report } from "./scenario.mjs";

configure();
const options = { clientMetadata: { tenant: "t9" } };
let answer = await signIn({ username: input.username, password: input.temporaryPassword ?? input.password, options });
const firstStep = answer.nextStep.signInStep;
if (firstStep === "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED") {
  answer = await confirmSignIn({ challengeResponse: input.password, options });
}
const payloads = ({ tokens }) => ({ id: tokens.idToken.payload, access: tokens.accessToken.payload });
report({
  firstStep,
  signedIn: answer.isSignedIn,
  first: payloads(await fetchAuthSession()),
  refreshed: payloads(await fetchAuthSession({ forceRefresh: true })),
});
