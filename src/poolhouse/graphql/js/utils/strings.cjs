// util.str
const { misuse } = require("./endings.cjs");

const FORMS = new Map([["nfc", "NFC"], ["nfd", "NFD"], ["nfkc", "NFKC"], ["nfkd", "NFKD"]]);

function text(value, name) {
  if (typeof value !== "string") throw misuse(`util.str.${name} expects a string.`);
  return value;
}

const str = {
  toUpper: (value) => text(value, "toUpper").toUpperCase(),
  toLower: (value) => text(value, "toLower").toLowerCase(),
  toReplace: (value, searched, replacement) =>
    text(value, "toReplace").replaceAll(text(searched, "toReplace"), () => text(replacement, "toReplace")),
  normalize(value, form) {
    const known = FORMS.get(text(form, "normalize").toLowerCase());
    if (!known) throw misuse("util.str.normalize expects one of nfc, nfd, nfkc, nfkd.");
    return text(value, "normalize").normalize(known);
  },
};

module.exports = { str };
