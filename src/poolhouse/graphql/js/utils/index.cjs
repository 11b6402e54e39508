// What '@aws-appsync/utils' exports (AppSync Developer Guide, "Built-in utilities for JavaScript resolvers").
const { state } = require("./state.cjs");
const { EarlyReturn, misuse, ResolverError, Unauthorized } = require("./endings.cjs");
const { dynamodb } = require("./dynamodb.cjs");
const { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } = require("./encoding.cjs");
const { http } = require("./headers.cjs");
const { autoId, autoKsuid, autoUlid } = require("./identifiers.cjs");
const { math } = require("./numbers.cjs");
const { matches } = require("./patterns.cjs");
const { str } = require("./strings.cjs");
const { time } = require("./time.cjs");
const { transform } = require("./transform.cjs");

const notBuilt = (name, why) => () => {
  throw misuse(`${name} is not supported by Poolhouse${why}.`);
};

const util = {
  error(message, type, data, errorInfo) {
    throw new ResolverError(message, type, data, errorInfo);
  },
  appendError(message, type, data, errorInfo) {
    state.appended.push(new ResolverError(message, type, data, errorInfo));
  },
  unauthorized() {
    throw new Unauthorized();
  },
  authType: () => state.authType,
  autoId,
  autoUlid,
  autoKsuid,
  matches,
  escapeJavaScript,
  urlEncode,
  urlDecode,
  base64Encode,
  base64Decode,
  dynamodb,
  http,
  math,
  str,
  time,
  transform,
  rds: {
    toJsonObject: notBuilt("util.rds.toJsonObject", ": there are no relational data sources"),
    toJsonString: notBuilt("util.rds.toJsonString", ": there are no relational data sources"),
  },
  xml: { toMap: notBuilt("util.xml.toMap", " yet"), toJsonString: notBuilt("util.xml.toJsonString", " yet") },
};

const extensions = {
  /** There is no cache to evict from. */
  evictFromApiCache: () => ({}),
  setSubscriptionFilter: notBuilt("extensions.setSubscriptionFilter", " yet"),
  setSubscriptionInvalidationFilter: notBuilt("extensions.setSubscriptionInvalidationFilter", " yet"),
  invalidateSubscriptions: notBuilt("extensions.invalidateSubscriptions", " yet"),
};

const runtime = {
  earlyReturn(value, options) {
    throw new EarlyReturn(value, options?.skipTo ?? "NEXT");
  },
};

module.exports = { util, extensions, runtime };
