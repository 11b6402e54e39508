// An authenticator app (RFC 6238).
import { createHmac } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const bytesOf = (text) => {
  const bits = [...text].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
};

/** An app that shares a secret since now; `code(steps)` is what it shows so many time steps later. */
export function app(secret) {
  const begun = Math.floor(Date.now() / 30_000);
  const code = (steps = 0) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(begun + steps));
    const digest = createHmac("sha1", bytesOf(secret)).update(counter).digest();
    const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
  };
  return { code };
}
