// util.dynamodb: values with DynamoDB's type names. Numbers stay JSON numbers, as AppSync writes them.
const { misuse } = require("./endings.cjs");

function toDynamoDB(value) {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "number") return { N: value };
  if (Array.isArray(value)) return { L: value.map(toDynamoDB) };
  if (typeof value === "object") return { M: values(value) };
  return { S: String(value) };
}

const values = (map) => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toDynamoDB(value)]));
const isMap = (value) => typeof value === "object" && !Array.isArray(value);
const isNumber = (value) => typeof value === "number" && !Number.isNaN(value);
const isText = (value) => typeof value === "string";

/** Null in, null out; anything that does not fit is the code's mistake. */
const typed = (name, fits, write) => (value) => {
  if (value === null || value === undefined) return null;
  if (!fits(value)) throw misuse(`util.dynamodb.${name} got a value of another type.`);
  return write(value);
};
const listOf = (fits) => (value) => Array.isArray(value) && value.every(fits);

const dynamodb = {
  toDynamoDB,
  toString: typed("toString", () => true, (value) => ({ S: String(value) })),
  toStringSet: typed("toStringSet", listOf(() => true), (value) => ({ SS: value.map(String) })),
  toNumber: typed("toNumber", isNumber, (value) => ({ N: value })),
  toNumberSet: typed("toNumberSet", listOf(isNumber), (value) => ({ NS: value })),
  toBinary: typed("toBinary", isText, (value) => ({ B: value })),
  toBinarySet: typed("toBinarySet", listOf(isText), (value) => ({ BS: value })),
  toBoolean: typed("toBoolean", (value) => typeof value === "boolean", (value) => ({ BOOL: value })),
  toNull: () => ({ NULL: null }),
  toList: typed("toList", Array.isArray, toDynamoDB),
  toMap: typed("toMap", isMap, toDynamoDB),
  toMapValues: typed("toMapValues", isMap, values),
  toS3Object(key, bucket, region, version) {
    const names = Object.entries({ key, bucket, region, version }).filter(([, value]) => value !== undefined && value !== null);
    if (!names.every(([, value]) => isText(value))) throw misuse("util.dynamodb.toS3Object expects strings.");
    return { S: `{ "s3" : { ${names.map(([name, value]) => `"${name}" : ${JSON.stringify(value)}`).join(", ")} } }` };
  },
  fromS3ObjectJson(text) {
    if (text === null || text === undefined) return null;
    let pointer;
    try {
      pointer = JSON.parse(text)?.s3;
    } catch {
      // answered below
    }
    if (typeof pointer !== "object" || pointer === null) {
      throw misuse("util.dynamodb.fromS3ObjectJson expects a pointer to an S3 object.");
    }
    return pointer;
  },
};

module.exports = { toDynamoDB, dynamodb };
