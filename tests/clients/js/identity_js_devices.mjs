// amazon-cognito-identity-js: a remembered device proves itself, and one that was forgotten is replaced.
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";

import { input, report } from "./scenario.mjs";

const pool = new CognitoUserPool({ UserPoolId: input.poolId, ClientId: input.clientId, endpoint: input.url });
const call = (user, method, ...before) =>
  new Promise((resolve, reject) => user[method](...before, { onSuccess: resolve, onFailure: reject }));

async function signIn() {
  const user = new CognitoUser({ Username: input.username, Pool: pool });
  const details = new AuthenticationDetails({ Username: input.username, Password: input.password });
  let necessary = null;
  const session = await new Promise((resolve, reject) =>
    user.authenticateUser(details, {
      onSuccess: (made, confirmation) => {
        necessary = confirmation ?? null;
        resolve(made);
      },
      onFailure: reject,
    }),
  );
  return { user, necessary, key: session.getAccessToken().payload.device_key };
}

const listed = async (user) => (await call(user, "listDevices", 10, null)).Devices.map(({ DeviceKey }) => DeviceKey);

const first = await signIn();
await call(first.user, "setDeviceStatusRemembered");
const second = await signIn();
const result = {
  first: { key: first.key, necessary: first.necessary },
  second: { key: second.key, devices: await listed(second.user) },
};
result.got = (await call(second.user, "getDevice")).Device.DeviceKey;

await call(second.user, "forgetDevice");
const third = await signIn();
result.third = { key: third.key, devices: await listed(third.user) };
report(result);
