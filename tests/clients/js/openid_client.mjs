// openid-client, the certified relying party: discovery, PKCE, nonce, state, userInfo, refresh, revocation.
import * as client from "openid-client";

import { signInOnPage } from "./pages.mjs";
import { input, refusal, report } from "./scenario.mjs";

const authentication = input.secret ? client[input.authentication](input.secret) : client.None();
const config = await client.discovery(new URL(input.issuer), input.clientId, undefined, authentication, {
  execute: [client.allowInsecureRequests],
});

const verifier = client.randomPKCECodeVerifier();
const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: input.callback,
  scope: "openid email aws.cognito.signin.user.admin",
  state: checks.expectedState,
  nonce: checks.expectedNonce,
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
});
const callback = await signInOnPage(url, input.username, input.password);

const otherNonce = await refusal(
  client.authorizationCodeGrant(config, new URL(callback), { ...checks, expectedState: "another" }),
);
const tokens = await client.authorizationCodeGrant(config, callback, { ...checks, idTokenExpected: true });
const userInfo = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
await client.tokenRevocation(config, tokens.refresh_token);
const revoked = await refusal(client.refreshTokenGrant(config, tokens.refresh_token));

report({
  claims: tokens.claims(),
  tokens: { id: tokens.id_token, access: tokens.access_token },
  expiresIn: tokens.expires_in,
  userInfo,
  refreshed: { ...refreshed.claims(), keptRefreshToken: refreshed.refresh_token === undefined },
  otherState: otherNonce.code,
  revoked: revoked.code,
  endSession: client.buildEndSessionUrl(config, { logout_uri: input.logout }).href,
});
