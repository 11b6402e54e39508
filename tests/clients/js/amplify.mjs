// aws-amplify, pointed at the server as its documentation describes for a custom endpoint.
import { Amplify } from "aws-amplify";

import { input } from "./scenario.mjs";

export function configure(identityPool = {}) {
  const userPool = { userPoolId: input.poolId, userPoolClientId: input.clientId, userPoolEndpoint: input.url };
  const Cognito = { ...userPool, ...identityPool };
  Amplify.configure({ Auth: { Cognito } });
}
