// What every scenario needs: its input, the codes that users were sent, and a report for the test.
import { readFileSync } from "node:fs";

export const input = JSON.parse(readFileSync(0, "utf8"));

export const report = (value) => process.stdout.write(JSON.stringify(value));

export const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** The newest code that was sent to a recipient. */
export async function codeFor(recipient) {
  let after = 0;
  let code;
  for (;;) {
    const { messages } = await (await fetch(`${input.url}/_poolhouse/inbox?after=${after}`)).json();
    if (messages.length === 0) break;
    after = messages.at(-1).id;
    code = messages.findLast(({ message }) => message.recipient === recipient)?.message.code ?? code;
  }
  if (code === undefined) throw new Error(`no message for ${recipient}`);
  return code;
}

/** How a promise was rejected. */
export async function refusal(promise) {
  const value = await promise.then(() => undefined, (error) => error);
  if (value === undefined) throw new Error("this should have been refused");
  return { kind: value.constructor.name, name: value.name, code: value.code, message: value.message };
}
