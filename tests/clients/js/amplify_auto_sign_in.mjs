// aws-amplify: from sign-up to tokens without typing a password again.
import { autoSignIn, confirmSignUp, fetchAuthSession, signUp } from "aws-amplify/auth";

import { configure } from "./amplify.mjs";
import { codeFor, input, report } from "./scenario.mjs";

configure();
const email = "petra@poolhouse.test";
const options = { userAttributes: { email }, autoSignIn: { authFlowType: "USER_AUTH" } };
const result = {};

result.signedUp = await signUp({ username: "petra", password: input.password, options });
result.confirmed = await confirmSignUp({ username: "petra", confirmationCode: await codeFor(email) });
result.signedIn = await autoSignIn();
const { tokens } = await fetchAuthSession();
result.tokens = { id: tokens.idToken.payload, access: tokens.accessToken.payload };
report(result);
// A timer of aws-amplify would hold the process for three minutes more.
process.exit();
