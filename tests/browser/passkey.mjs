// A page on localhost registers a passkey and signs in with it; Chromium's virtual authenticator holds the key.
import { readFileSync } from "node:fs";

import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

import { virtualAuthenticator } from "./authenticator.mjs";

const input = JSON.parse(readFileSync(0, "utf8"));

const browser = await playwright.launch({
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  executablePath: await chromium.executablePath(),
  headless: true,
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  const authenticator = await virtualAuthenticator(page);
  await page.goto(input.page);
  const report = await page.evaluate(journey, input);
  const credentials = await authenticator.credentials();
  const held = credentials.map(({ rpId, signCount, isResidentCredential }) => ({
    rpId,
    signCount,
    isResidentCredential,
  }));
  process.stdout.write(JSON.stringify({ ...report, held }));
} finally {
  await browser.close();
}

async function journey({ url, client, token }) {
  const call = async (operation, members) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(members),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
    return answer;
  };

  const { CredentialCreationOptions } = await call("StartWebAuthnRegistration", { AccessToken: token });
  const made = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(CredentialCreationOptions),
  });
  await call("CompleteWebAuthnRegistration", { AccessToken: token, Credential: made.toJSON() });
  const again = await navigator.credentials
    .create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
        (await call("StartWebAuthnRegistration", { AccessToken: token })).CredentialCreationOptions,
      ),
    })
    .then(
      () => "made",
      (error) => error.name,
    );
  const { Credentials } = await call("ListWebAuthnCredentials", { AccessToken: token });

  const results = [];
  for (let round = 0; round < 2; round += 1) {
    const challenge = await call("InitiateAuth", {
      AuthFlow: "USER_AUTH",
      ClientId: client,
      AuthParameters: { USERNAME: "marina", PREFERRED_CHALLENGE: "WEB_AUTHN" },
    });
    const options = JSON.parse(challenge.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS);
    const proof = await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
    });
    const { AuthenticationResult } = await call("RespondToAuthChallenge", {
      ChallengeName: "WEB_AUTHN",
      ClientId: client,
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: "marina", CREDENTIAL: JSON.stringify(proof.toJSON()) },
    });
    results.push(AuthenticationResult);
  }
  return { again, credentials: Credentials, results };
}
