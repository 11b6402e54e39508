// aws-amplify, pointed at the server as its documentation describes for a custom endpoint.
import { Amplify } from "aws-amplify";

import { input } from "./scenario.mjs";

export function configure() {
  const Cognito = { userPoolId: input.poolId, userPoolClientId: input.clientId, userPoolEndpoint: input.url };
  Amplify.configure({ Auth: { Cognito } });
}
