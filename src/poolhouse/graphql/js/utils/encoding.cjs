// Texts in other notations. Null stays null.
const { misuse } = require("./endings.cjs");

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const ESCAPES = { "'": "\\'", '"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r" };
const encodeURIComponent = globalThis.encodeURIComponent;
const wellFormed = (text) => text.toWellFormed();

function text(value, name) {
  if (typeof value !== "string") throw misuse(`util.${name} expects a string.`);
  return value;
}

/** The bytes of a text in UTF-8. */
function bytes(value) {
  const found = [];
  for (const character of wellFormed(value)) {
    const code = character.codePointAt(0);
    if (code < 0x80) found.push(code);
    else if (code < 0x800) found.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) found.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else found.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return found;
}

function decoded(percents) {
  try {
    return decodeURIComponent(percents);
  } catch {
    throw misuse("The bytes are not text in UTF-8.");
  }
}

function urlEncode(value) {
  if (value === null || value === undefined) return null;
  const more = { "!": "%21", "'": "%27", "(": "%28", ")": "%29", "~": "%7E", "%20": "+" };
  return encodeURIComponent(wellFormed(text(value, "urlEncode"))).replace(/%20|[!'()~]/g, (found) => more[found]);
}

function urlDecode(value) {
  if (value === null || value === undefined) return null;
  return decoded(text(value, "urlDecode").replaceAll("+", " "));
}

function base64Encode(value) {
  if (value === null || value === undefined) return null;
  const all = bytes(text(value, "base64Encode"));
  let encoded = "";
  for (let at = 0; at < all.length; at += 3) {
    const [a, b, c] = [all[at], all[at + 1], all[at + 2]];
    encoded += ALPHABET[a >> 2] + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)];
    encoded += b === undefined ? "=" : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)];
    encoded += c === undefined ? "=" : ALPHABET[c & 63];
  }
  return encoded;
}

function base64Decode(value) {
  if (value === null || value === undefined) return null;
  const given = text(value, "base64Decode");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(given)) {
    throw misuse("util.base64Decode expects base64.");
  }
  let percents = "", bits = 0, count = 0;
  for (const character of given.replaceAll("=", "")) {
    bits = (bits << 6) | ALPHABET.indexOf(character);
    count += 6;
    if (count >= 8) {
      count -= 8;
      percents += `%${((bits >> count) & 255).toString(16).padStart(2, "0")}`;
      bits &= (1 << count) - 1;
    }
  }
  return decoded(percents);
}

/** Apache Commons' EscapeEcmaScript. */
function escapeJavaScript(value) {
  if (value === null || value === undefined) return null;
  return text(value, "escapeJavaScript").replace(
    /['"\\/]|[^\x20-\x7f]/g,
    (found) => ESCAPES[found] ?? `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

module.exports = { urlEncode, urlDecode, base64Encode, base64Decode, escapeJavaScript };
