// amazon-cognito-identity-js: an authenticator app is set up at the first sign-in and asked for at the second.
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";

import { input, refusal, report } from "./scenario.mjs";
import { app } from "./totp.mjs";

const pool = new CognitoUserPool({ UserPoolId: input.poolId, ClientId: input.clientId, endpoint: input.url });
const result = {};

const begin = (user) =>
  new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: input.username, Password: input.password }), {
      onSuccess: () => resolve("signed in"),
      onFailure: reject,
      mfaSetup: resolve,
      totpRequired: (name, parameters) => resolve({ name, device: parameters.FRIENDLY_DEVICE_NAME }),
    }),
  );
const asked = (user, method, ...before) =>
  new Promise((resolve, reject) => user[method](...before, { onSuccess: resolve, onFailure: reject }));
const newUser = () => new CognitoUser({ Username: input.username, Pool: pool });

const first = newUser();
result.first = await begin(first);
const secret = await new Promise((resolve, reject) =>
  first.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject }),
);
const own = app(secret);
result.wrong = await refusal(asked(first, "verifySoftwareToken", own.code(100), "tablet"));
const session = await asked(first, "verifySoftwareToken", own.code(), "tablet");
result.signedIn = session.isValid();

const sent = (user, code) =>
  new Promise((resolve, reject) =>
    user.sendMFACode(code, { onSuccess: resolve, onFailure: reject }, "SOFTWARE_TOKEN_MFA"),
  );
const second = newUser();
result.second = await begin(second);
result.wrongAgain = await refusal(sent(second, own.code(100)));
result.signedInAgain = (await sent(second, own.code(1))).isValid();

const called = (user, method, ...given) =>
  new Promise((resolve, reject) =>
    user[method](...given, (error, value) => (error ? reject(error) : resolve(value))),
  );
result.preferred = await called(second, "setUserMfaPreference", null, { Enabled: true, PreferredMfa: true });
const data = await called(second, "getUserData");
result.data = { list: data.UserMFASettingList, preferred: data.PreferredMfaSetting };
report(result);
