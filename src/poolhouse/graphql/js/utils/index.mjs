// What '@aws-appsync/utils' exports (AppSync Developer Guide, "Built-in utilities for JavaScript resolvers").
import { state } from "./state.mjs";
import { EarlyReturn, misuse, ResolverError, Unauthorized } from "./endings.mjs";
import { dynamodb } from "./dynamodb.mjs";
import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from "./encoding.mjs";
import { http } from "./headers.mjs";
import { autoId, autoKsuid, autoUlid } from "./identifiers.mjs";
import { math } from "./numbers.mjs";
import { matches } from "./patterns.mjs";
import { str } from "./strings.mjs";
import { time } from "./time.mjs";
import { transform } from "./transform.mjs";

const notBuilt = (name, why) => () => {
  throw misuse(`${name} is not supported by Poolhouse${why}.`);
};

export const util = {
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

export const extensions = {
  /** There is no cache to evict from. */
  evictFromApiCache: () => ({}),
  setSubscriptionFilter: notBuilt("extensions.setSubscriptionFilter", " yet"),
  setSubscriptionInvalidationFilter: notBuilt("extensions.setSubscriptionInvalidationFilter", " yet"),
  invalidateSubscriptions: notBuilt("extensions.invalidateSubscriptions", " yet"),
};

export const runtime = {
  earlyReturn(value, options) {
    throw new EarlyReturn(value, options?.skipTo ?? "NEXT");
  },
};
