// aws-amplify: an authenticator app that the user turns on, or that sign-in asks for at once.
import {
  confirmSignIn, fetchMFAPreference, setUpTOTP, signIn, signOut, updateMFAPreference, verifyTOTPSetup,
} from "aws-amplify/auth";

import { configure } from "./amplify.mjs";
import { input, refusal, report } from "./scenario.mjs";
import { app } from "./totp.mjs";

configure();
const credentials = { username: input.username, password: input.password };
const result = {};
let own;

result.signedIn = await signIn(credentials);
if (input.required) {
  const { totpSetupDetails } = result.signedIn.nextStep;
  result.uri = totpSetupDetails.getSetupUri("Harbour").href;
  own = app(totpSetupDetails.sharedSecret);
  result.wrong = await refusal(confirmSignIn({ challengeResponse: own.code(100) }));
  const options = { friendlyDeviceName: "tablet" };
  result.setUp = await confirmSignIn({ challengeResponse: own.code(), options });
} else {
  const details = await setUpTOTP();
  result.uri = details.getSetupUri("Harbour").href;
  own = app(details.sharedSecret);
  result.wrong = await refusal(verifyTOTPSetup({ code: own.code(100) }));
  await verifyTOTPSetup({ code: own.code(), options: { friendlyDeviceName: "tablet" } });
  result.before = await fetchMFAPreference();
  await updateMFAPreference({ totp: "PREFERRED" });
}
result.preference = await fetchMFAPreference();

await signOut();
result.again = await signIn(credentials);
result.wrongAgain = await refusal(confirmSignIn({ challengeResponse: own.code(100) }));
result.used = await refusal(confirmSignIn({ challengeResponse: own.code() }));
result.confirmed = await confirmSignIn({ challengeResponse: own.code(1) });
report(result);
