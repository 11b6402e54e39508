// aws-amplify: the life of an account in a browser-like app.
import {
  confirmResetPassword, confirmSignUp, confirmUserAttribute, deleteUser, fetchAuthSession, fetchUserAttributes,
  getCurrentUser, resetPassword, signIn, signOut, signUp, updatePassword, updateUserAttributes,
} from "aws-amplify/auth";

import { configure } from "./amplify.mjs";
import { codeFor, input, refusal, report } from "./scenario.mjs";

configure();
const email = "olga@poolhouse.test";
const credentials = { username: "olga", password: input.password };
const result = {};

result.signedUp = await signUp({ ...credentials, options: { userAttributes: { email } } });
result.unconfirmed = await signIn(credentials);
result.confirmed = await confirmSignUp({ username: "olga", confirmationCode: await codeFor(email) });
result.wrongPassword = await refusal(signIn({ ...credentials, password: "Wrong-Pass1!" }));
result.unknownUser = await refusal(signIn({ ...credentials, username: "nobody" }));

result.signedIn = await signIn(credentials);
result.twice = await refusal(signIn(credentials));
result.user = await getCurrentUser();
const first = (await fetchAuthSession()).tokens;
const refreshed = (await fetchAuthSession({ forceRefresh: true })).tokens;
result.first = { id: first.idToken.payload, access: first.accessToken.payload };
result.refreshed = { id: refreshed.idToken.payload, access: refreshed.accessToken.payload };

result.updated = await updateUserAttributes({ userAttributes: { nickname: "ol" } });
result.attributes = await fetchUserAttributes();
const changedEmail = "olga.moved@poolhouse.test";
result.changedEmail = await updateUserAttributes({ userAttributes: { email: changedEmail } });
result.unproved = await fetchUserAttributes();
await confirmUserAttribute({ userAttributeKey: "email", confirmationCode: await codeFor(changedEmail) });
result.proved = await fetchUserAttributes();
const secondPassword = "Harbour-Wall!2027";
result.wrongOldPassword = await refusal(updatePassword({ oldPassword: "Wrong-Pass1!", newPassword: secondPassword }));
await updatePassword({ oldPassword: input.password, newPassword: secondPassword });
await signOut();
result.signedOut = (await fetchAuthSession()).tokens ?? null;

result.reset = await resetPassword({ username: "olga" });
const confirmationCode = await codeFor(changedEmail);
await confirmResetPassword({ username: "olga", confirmationCode, newPassword: "Lighthouse!2028" });
result.oldPassword = await refusal(signIn({ ...credentials, password: secondPassword }));
const authFlowType = "USER_PASSWORD_AUTH";
result.newPassword = await signIn({ ...credentials, password: "Lighthouse!2028", options: { authFlowType } });
await signOut({ global: true });
await signIn({ ...credentials, password: "Lighthouse!2028" });
await deleteUser();
result.deleted = await refusal(signIn({ ...credentials, password: "Lighthouse!2028" }));
report(result);
