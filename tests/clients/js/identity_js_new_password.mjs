// amazon-cognito-identity-js: the first sign-in of a user whom an administrator created.
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";

import { input, report } from "./scenario.mjs";

const pool = new CognitoUserPool({ UserPoolId: input.poolId, ClientId: input.clientId, endpoint: input.url });
const user = new CognitoUser({ Username: input.username, Pool: pool });
const details = new AuthenticationDetails({ Username: input.username, Password: input.temporaryPassword });

const asked = await new Promise((resolve, reject) =>
  user.authenticateUser(details, {
    onSuccess: () => reject(new Error("a new password is needed")),
    onFailure: reject,
    newPasswordRequired: (known, required) => resolve({ known, required }),
  }),
);
const session = await new Promise((resolve, reject) =>
  user.completeNewPasswordChallenge(input.password, { name: "Marina" }, { onSuccess: resolve, onFailure: reject }),
);
report({ asked, idToken: session.getIdToken().payload });
