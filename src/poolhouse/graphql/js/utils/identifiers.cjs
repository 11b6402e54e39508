// New identifiers.
const { random, state } = require("./state.cjs");

const { BigInt } = globalThis;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KSUID_EPOCH = 1_400_000_000;

/** A UUID of version 4 (RFC 9562). */
function autoId() {
  const hex = random(16);
  const variant = "89ab"[parseInt(hex[16], 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function digits(number, alphabet, width) {
  let text = "";
  const base = BigInt(alphabet.length);
  for (let rest = number; text.length < width; rest /= base) text = alphabet[Number(rest % base)] + text;
  return text;
}

/** 48 bits of milliseconds, 80 random bits (the ULID specification). */
const autoUlid = () => digits((BigInt(Math.floor(state.now)) << 80n) | BigInt(`0x${random(10)}`), CROCKFORD, 26);

/** 32 bits of seconds since May 2014, 128 random bits (segment's KSUID). */
function autoKsuid() {
  const seconds = BigInt(Math.floor(state.now / 1000) - KSUID_EPOCH);
  return digits((seconds << 128n) | BigInt(`0x${random(16)}`), BASE62, 27);
}

module.exports = { autoId, autoUlid, autoKsuid };
