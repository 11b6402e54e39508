// The AWS SDK for JavaScript v3: password sign-in, both ways to refresh, and its classes of errors.
import {
  CognitoIdentityProviderClient, GetTokensFromRefreshTokenCommand, GetUserCommand, InitiateAuthCommand,
  NotAuthorizedException, RefreshTokenReuseException, RevokeTokenCommand, UserNotFoundException,
} from "@aws-sdk/client-cognito-identity-provider";

import { claimsOf, input, report } from "./scenario.mjs";

// Operations for apps are not signed, so there are no credentials.
const client = new CognitoIdentityProviderClient({ endpoint: input.url, region: input.region });

const start = (ClientId, AuthFlow, AuthParameters) =>
  client.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters }));
const password = (ClientId, USERNAME, PASSWORD) => start(ClientId, "USER_PASSWORD_AUTH", { USERNAME, PASSWORD });
const rotate = (ClientId, RefreshToken) => client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }));

async function refused(promise, kind) {
  const error = await promise.then(() => undefined, (reason) => reason);
  return { isKind: error instanceof kind, message: error?.message, status: error?.$metadata?.httpStatusCode };
}

const result = {};
const signedIn = (await password(input.clientId, "marina", input.password)).AuthenticationResult;
result.signedIn = { ExpiresIn: signedIn.ExpiresIn, TokenType: signedIn.TokenType, claims: claimsOf(signedIn.IdToken) };
const user = await client.send(new GetUserCommand({ AccessToken: signedIn.AccessToken }));
result.user = user.Username;
result.wrongPassword = await refused(password(input.clientId, "marina", "Wrong-Pass1!"), NotAuthorizedException);
result.unknownUser = await refused(password(input.clientId, "nobody", input.password), UserNotFoundException);

const REFRESH_TOKEN = signedIn.RefreshToken;
const refreshed = (await start(input.clientId, "REFRESH_TOKEN_AUTH", { REFRESH_TOKEN })).AuthenticationResult;
result.refreshed = { members: Object.keys(refreshed).sort(), claims: claimsOf(refreshed.IdToken) };
await client.send(new RevokeTokenCommand({ ClientId: input.clientId, Token: REFRESH_TOKEN }));
result.revoked = await refused(start(input.clientId, "REFRESH_TOKEN_AUTH", { REFRESH_TOKEN }), NotAuthorizedException);

const rotating = (await password(input.rotatingClientId, "marina", input.password)).AuthenticationResult;
const next = (await rotate(input.rotatingClientId, rotating.RefreshToken)).AuthenticationResult;
result.rotated = { changed: next.RefreshToken !== rotating.RefreshToken, claims: claimsOf(next.AccessToken) };
result.original = claimsOf(rotating.AccessToken);
result.reuse = await refused(rotate(input.rotatingClientId, rotating.RefreshToken), RefreshTokenReuseException);
report(result);
