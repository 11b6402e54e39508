// amazon-cognito-identity-js: a new user from sign-up to global sign-out.
import { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } from "amazon-cognito-identity-js";

import { claimsOf, codeFor, input, refusal, report } from "./scenario.mjs";

const email = "nora@poolhouse.test";
const newPassword = "Harbour-Wall!2027";
const pool = new CognitoUserPool({ UserPoolId: input.poolId, ClientId: input.clientId, endpoint: input.url });
const user = new CognitoUser({ Username: "nora", Pool: pool });

const called = (method, ...values) =>
  new Promise((resolve, reject) => method(...values, (error, value) => (error ? reject(error) : resolve(value))));

const signIn = (password) =>
  new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: "nora", Password: password }), {
      onSuccess: resolve,
      onFailure: reject,
      newPasswordRequired: () => reject(new Error("no new password is needed")),
    }),
  );

const attributesOfUser = [new CognitoUserAttribute({ Name: "email", Value: email })];
const signUp = () => called(pool.signUp.bind(pool), "nora", input.password, attributesOfUser, null);

const result = {};
const signedUp = await signUp();
result.signedUp = { confirmed: signedUp.userConfirmed, sub: signedUp.userSub, delivery: signedUp.codeDeliveryDetails };
result.twice = await refusal(signUp());
result.tooEarly = await refusal(signIn(input.password));
result.wrongCode = await refusal(called(user.confirmRegistration.bind(user), "000000", false));
result.confirmed = await called(user.confirmRegistration.bind(user), await codeFor(email), false);
result.wrongPassword = await refusal(signIn("Wrong-Pass1!"));

const first = await signIn(input.password);
result.idToken = first.getIdToken().payload;
result.accessToken = first.getAccessToken().payload;
const current = await called(user.getSession.bind(user));
const same = current.getIdToken().getJwtToken() === first.getIdToken().getJwtToken();
result.session = { valid: current.isValid(), same };
const attributes = await called(user.getUserAttributes.bind(user));
result.attributes = Object.fromEntries(attributes.map((attribute) => [attribute.Name, attribute.Value]));

const refreshed = await called(user.refreshSession.bind(user), first.getRefreshToken());
result.refreshed = claimsOf(refreshed.getIdToken().getJwtToken());

result.changed = await called(user.changePassword.bind(user), input.password, newPassword);
result.oldPassword = await refusal(signIn(input.password));

await new Promise((resolve, reject) => user.forgotPassword({ inputVerificationCode: resolve, onFailure: reject }));
const reset = await codeFor(email);
result.reset = await new Promise((resolve, reject) =>
  user.confirmPassword(reset, "Lighthouse!2028", { onSuccess: resolve, onFailure: reject }),
);
const last = await signIn("Lighthouse!2028");
result.signedOut = await new Promise((resolve, reject) => user.globalSignOut({ onSuccess: resolve, onFailure: reject }));
result.afterSignOut = await refusal(called(user.refreshSession.bind(user), last.getRefreshToken()));
report(result);
