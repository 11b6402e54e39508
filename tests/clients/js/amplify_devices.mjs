// aws-amplify: a device that is remembered, recognised at the next sign-in, and forgotten.
import {
  fetchAuthSession, fetchDevices, forgetDevice, rememberDevice, signIn, signOut,
} from "aws-amplify/auth";

import { configure } from "./amplify.mjs";
import { input, report } from "./scenario.mjs";

configure();
const credentials = { username: input.username, password: input.password };
const result = {};

const devices = async () =>
  (await fetchDevices()).map(({ id, name, attributes }) => ({ id, name, status: attributes.device_status }));
const deviceKey = async (options) => (await fetchAuthSession(options)).tokens.accessToken.payload.device_key;

result.signedIn = await signIn(credentials);
result.first = { key: await deviceKey(), devices: await devices() };
await rememberDevice();

await signOut();
result.again = await signIn(credentials);
result.recognised = { key: await deviceKey(), devices: await devices() };
result.refreshed = await deviceKey({ forceRefresh: true });

await signOut();
const authFlowType = "USER_PASSWORD_AUTH";
result.byPassword = await signIn({ ...credentials, options: { authFlowType } });
result.recognisedByPassword = { key: await deviceKey(), devices: await devices() };

await fetch(`${input.url}/`, {
  method: "POST",
  headers: {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AWSCognitoIdentityProviderService.ForgetDevice",
  },
  body: JSON.stringify({
    AccessToken: (await fetchAuthSession()).tokens.accessToken.toString(),
    DeviceKey: await deviceKey(),
  }),
});
await signOut();
result.afterItIsGone = await signIn(credentials);
result.replaced = { key: await deviceKey(), devices: await devices() };

await forgetDevice();
result.forgotten = await devices();
report(result);
