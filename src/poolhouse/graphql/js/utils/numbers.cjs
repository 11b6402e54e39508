// util.math
const { misuse } = require("./endings.cjs");
const { random } = require("./state.cjs");

const { BigInt } = globalThis;

function number(value, name) {
  if (typeof value !== "number" || Number.isNaN(value)) throw misuse(`util.math.${name} expects a number.`);
  return value;
}

const randomDouble = () => Number(BigInt(`0x${random(7)}`) >> 3n) / 2 ** 53;

const math = {
  /** The nearest integer, halves upwards. */
  roundNum: (value) => Math.floor(number(value, "roundNum") + 0.5),
  minVal: (left, right) => Math.min(number(left, "minVal"), number(right, "minVal")),
  maxVal: (left, right) => Math.max(number(left, "maxVal"), number(right, "maxVal")),
  randomDouble,
  /** From `low` up to, not including, `high`. */
  randomWithinRange(low, high) {
    const [first, count] = [number(low, "randomWithinRange"), number(high, "randomWithinRange") - low];
    if (!Number.isInteger(first) || !Number.isInteger(count) || count <= 0) {
      throw misuse("util.math.randomWithinRange expects a lower and a higher whole number.");
    }
    return first + Math.floor(randomDouble() * count);
  },
};

module.exports = { math };
