// Regular expressions in Java's syntax, as far as JavaScript's own reads it the same.
const { misuse } = require("./endings.cjs");

const LONGEST = 1024;
const { RegExp } = globalThis;

/** Whether the whole text fits (choice: AppSync does not say whether a part would do). */
function matches(pattern, value) {
  if (typeof pattern !== "string" || typeof value !== "string") throw misuse("util.matches expects two strings.");
  if (pattern.length > LONGEST) throw misuse(`A pattern has at most ${LONGEST} characters.`);
  const insensitive = pattern.startsWith("(?i)");
  try {
    return new RegExp(`^(?:${insensitive ? pattern.slice(4) : pattern})$`, insensitive ? "ui" : "u").test(value);
  } catch (error) {
    throw misuse(`util.matches: ${error.message}`);
  }
}

module.exports = { matches };
