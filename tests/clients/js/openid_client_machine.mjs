// openid-client as a machine: client credentials.
import * as client from "openid-client";

import { input, refusal, report } from "./scenario.mjs";

const config = await client.discovery(
  new URL(input.issuer),
  input.clientId,
  undefined,
  client[input.authentication](input.secret),
  { execute: [client.allowInsecureRequests] },
);
const token = await client.clientCredentialsGrant(config, { scope: input.scope });
const foreign = await refusal(client.clientCredentialsGrant(config, { scope: "nobody/knows" }));
report({
  accessToken: token.access_token,
  tokenType: token.token_type,
  expiresIn: token.expires_in,
  foreign: foreign.code,
});
