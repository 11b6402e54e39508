// What every scenario needs: its input, the codes that users were sent, and a report for the test.
import { readFileSync } from "node:fs";

import { newestCode } from "../../inbox.mjs";

export const input = JSON.parse(readFileSync(0, "utf8"));

export const report = (value) => process.stdout.write(JSON.stringify(value));

export const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** The newest code that was sent to a recipient. */
export const codeFor = (recipient) => newestCode(input.url, recipient);

/** How a promise was rejected. */
export async function refusal(promise) {
  const value = await promise.then(() => undefined, (error) => error);
  if (value === undefined) throw new Error("this should have been refused");
  return { kind: value.constructor.name, name: value.name, code: value.code, message: value.message };
}
