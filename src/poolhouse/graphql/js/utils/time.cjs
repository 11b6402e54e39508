// util.time. Moments are milliseconds since the Unix epoch; without a time zone, UTC. Patterns are those of Java's
// DateTimeFormatter: the letters in common use, others are refused by name; names of months and days are English.
const { misuse } = require("./endings.cjs");
const { state } = require("./state.cjs");

const { RegExp, Set } = globalThis;
const RealDate = Date;
const DateTimeFormat = Intl.DateTimeFormat;
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const WIDEST = { __proto__: null, d: 2, H: 2, k: 2, K: 2, h: 2, m: 2, s: 2, y: 4, u: 4, M: 4, L: 4, X: 3, x: 3, D: 3, E: 4, z: 4, Z: 4, a: 1, S: 9 };
const PIECE = /([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z'\[\]{}#]/y;
const OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)$/;

function moment(value, name) {
  if (!Number.isInteger(value) || Number.isNaN(new RealDate(value).getTime())) {
    throw misuse(`util.time.${name} expects a moment in milliseconds.`);
  }
  return value;
}

/** {name, offset(ms)}: minutes ahead of UTC. */
function zone(name) {
  if (["UTC", "GMT", "UT", "Z"].includes(name)) return { name: "UTC", offset: () => 0 };
  const found = OFFSET.exec(name);
  if (found) {
    const minutes = (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3] ?? 0));
    if (Math.abs(minutes) > 18 * 60) throw misuse("An offset of a time zone is at most 18 hours.");
    return { name, offset: () => minutes };
  }
  let format;
  try {
    format = new DateTimeFormat("en-US", {
      timeZone: name, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric",
      minute: "numeric", second: "numeric",
    });
  } catch {
    throw misuse("A time zone is not known.");
  }
  const offset = (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const local = RealDate.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
    return Math.round((local - ms) / 60000);
  };
  return { name, offset };
}

function pieces(pattern) {
  if (typeof pattern !== "string" || pattern.length > 200) throw misuse("A pattern of a date has at most 200 characters.");
  const found = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < pattern.length) {
    const at = PIECE.lastIndex, piece = PIECE.exec(pattern);
    if (!piece) throw misuse(`The character ${pattern[at]} in a pattern of a date is not supported.`);
    const [text, letter, quoted] = piece;
    if (!letter) found.push({ literal: quoted === undefined ? text : quoted.replaceAll("''", "'") || "'" });
    else if (text.length > (WIDEST[letter] ?? 0)) throw misuse(`The letters ${text} in a pattern of a date are not supported.`);
    else found.push({ letter, width: text.length });
  }
  return found;
}

function offsetText(minutes, letter, width) {
  if (minutes === 0 && letter === "X") return "Z";
  const sign = minutes < 0 ? "-" : "+", two = (number) => String(number).padStart(2, "0");
  const hours = two(Math.floor(Math.abs(minutes) / 60)), rest = two(Math.abs(minutes) % 60);
  if (letter === "Z") return width === 4 ? `GMT${sign}${hours}:${rest}` : `${sign}${hours}${rest}`;
  if (width === 1) return rest === "00" ? `${sign}${hours}` : `${sign}${hours}${rest}`;
  return `${sign}${hours}${width === 3 ? ":" : ""}${rest}`;
}

function written({ literal, letter, width }, local, minutes, zoneName, ms) {
  if (literal !== undefined) return literal;
  const padded = (number) => String(number).padStart(width, "0");
  switch (letter) {
    case "y": case "u":
      return width === 2 ? String(local.getUTCFullYear() % 100).padStart(2, "0") : padded(local.getUTCFullYear());
    case "M": case "L": {
      const name = MONTHS[local.getUTCMonth()];
      return width === 4 ? name : width === 3 ? name.slice(0, 3) : padded(local.getUTCMonth() + 1);
    }
    case "E":
      return width === 4 ? DAYS[local.getUTCDay()] : DAYS[local.getUTCDay()].slice(0, 3);
    case "a":
      return local.getUTCHours() < 12 ? "AM" : "PM";
    case "S":
      return `${String(local.getUTCMilliseconds()).padStart(3, "0")}000000`.slice(0, width);
    case "z":
      return shortName(zoneName, ms);
    case "Z": case "X": case "x":
      return offsetText(minutes, letter, width);
    case "D":
      return padded(Math.floor((local - RealDate.UTC(local.getUTCFullYear(), 0, 1)) / 86400000) + 1);
    case "d":
      return padded(local.getUTCDate());
    case "m":
      return padded(local.getUTCMinutes());
    case "s":
      return padded(local.getUTCSeconds());
    default: {
      const hour = local.getUTCHours();
      return padded({ H: hour, k: hour || 24, K: hour % 12, h: hour % 12 || 12 }[letter]);
    }
  }
}

function shortName(name, ms) {
  if (name === "UTC" || OFFSET.test(name)) return name;
  const parts = new DateTimeFormat("en-US", { timeZone: name, timeZoneName: "short" }).formatToParts(ms);
  return parts.find(({ type }) => type === "timeZoneName").value;
}

function formatted(ms, pattern, zoneName = "UTC") {
  const minutes = zone(zoneName).offset(ms);
  const local = new RealDate(ms + minutes * 60000);
  return pieces(pattern).map((piece) => written(piece, local, minutes, zoneName, ms)).join("");
}

function expression({ literal, letter, width }) {
  if (literal !== undefined) return literal.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const names = (list) => (width === 4 ? list : list.map((name) => name.slice(0, 3))).join("|");
  if ("ML".includes(letter) && width >= 3) return `(${names(MONTHS)})`;
  if (letter === "E") return `(${names(DAYS)})`;
  if (letter === "a") return "(AM|PM)";
  if (letter === "z") return "([A-Za-z][A-Za-z0-9_+/-]*)";
  if ("ZXx".includes(letter)) return "(Z|(?:GMT)?[+-]\\d{2}(?::?\\d{2})?)";
  if ("yu".includes(letter) && width !== 2) return `(\\d{${width},4})`;
  return `(\\d{${width},${width > 1 ? width : letter === "D" ? 3 : 2}})`;
}

/** Milliseconds of a local time; the offset is that of the zone at that moment. */
function instant(fields, where) {
  const { year, month, day, hour, minute, second, millisecond } = fields;
  const local = RealDate.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const back = new RealDate(local);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!same) throw misuse("A date to be read does not exist.");
  const guess = local - where.offset(local) * 60000;
  return local - where.offset(guess) * 60000;
}

function parseFormatted(text, pattern, zoneName) {
  const all = pieces(pattern), letters = all.filter(({ letter }) => letter).map(({ letter }) => letter);
  if (new Set(letters).size < letters.length) throw misuse("A pattern of a date to be read names a field twice.");
  const found = new RegExp(`^${all.map(expression).join("")}$`).exec(String(text));
  if (!found) throw misuse("A date is not written as its pattern says.");
  const value = Object.fromEntries(letters.map((letter, index) => [letter, found[index + 1]]));
  const where = value.X ?? value.x ?? value.Z ?? value.z ?? zoneName;
  const year = value.y ?? value.u, named = value.M ?? value.L ?? "1";
  if (where === undefined || where === null) throw misuse("A date to be read has no time zone.");
  if (year === undefined) throw misuse("A date to be read has no year.");
  const month = /^\d/.test(named) ? Number(named) : MONTHS.findIndex((name) => name.startsWith(named)) + 1;
  const half = value.h ?? value.K;
  const hour = value.H ?? (value.k === undefined ? undefined : value.k % 24) ??
    (half === undefined ? 0 : (half % 12) + (value.a === "PM" ? 12 : 0));
  const ordinal = value.D !== undefined;
  return instant({
    year: Number(year) + (year.length === 2 ? 2000 : 0), month: ordinal ? 1 : month, day: ordinal ? 1 : Number(value.d ?? 1),
    hour: Number(hour), minute: Number(value.m ?? 0), second: Number(value.s ?? 0),
    millisecond: Number((value.S ?? "0").padEnd(3, "0").slice(0, 3)),
  }, zone(where)) + (ordinal ? (Number(value.D) - 1) * 86400000 : 0);
}

function parseIso(text) {
  const found = ISO.exec(String(text));
  if (!found) throw misuse("util.time.parseISO8601ToEpochMilliSeconds expects a date, a time and an offset.");
  const [, year, month, day, hour, minute, second, fraction, offset] = found;
  return instant({
    year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute),
    second: Number(second ?? 0), millisecond: Number((fraction ?? "0").padEnd(3, "0").slice(0, 3)),
  }, zone(offset));
}

const iso = (ms) => new RealDate(ms).toISOString();
const now = () => Math.floor(state.now);

const time = {
  nowISO8601: () => iso(now()),
  nowEpochSeconds: () => Math.floor(now() / 1000),
  nowEpochMilliSeconds: now,
  nowFormatted: (pattern, zoneName) => formatted(now(), pattern, zoneName ?? "UTC"),
  parseFormattedToEpochMilliSeconds: parseFormatted,
  parseISO8601ToEpochMilliSeconds: parseIso,
  epochMilliSecondsToSeconds: (ms) => Math.floor(moment(ms, "epochMilliSecondsToSeconds") / 1000),
  epochMilliSecondsToISO8601: (ms) => iso(moment(ms, "epochMilliSecondsToISO8601")),
  epochMilliSecondsToFormatted: (ms, pattern, zoneName) =>
    formatted(moment(ms, "epochMilliSecondsToFormatted"), pattern, zoneName ?? "UTC"),
};

module.exports = { time };
