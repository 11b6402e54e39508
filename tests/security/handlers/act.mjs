// Misbehaves as the user's name says.
const acts = {
  throws() { throw new Error("no berth left"); },
  throwsnothing() { throw undefined; },
  hangs: () => new Promise(() => setInterval(() => {}, 1000)),
  text: () => "hello",
  array: (event) => [event],
  number: () => 5,
  nothing: () => undefined,
  statuscode: () => ({ statusCode: 200, body: "{}" }),
  circular: (event) => { event.self = event; return event; },
  large: (event) => answering(event, { idTokenGeneration: { claimsToAddOrOverride: { big: "x".repeat(10 * 2 ** 20) } } }),
  crash: () => process.exit(3),
  mutates(event) {
    event.userName = "admin";
    event.userPoolId = "us-east-1_Elsewhere";
    event.request.userAttributes.email = "admin@poolhouse.test";
    event.request.userAttributes.sub = "other";
    event.request.groupConfiguration.groupsToOverride = ["admins"];
    event.request.scopes = ["everything"];
    return event;
  },
  wrongtypes: (event) => answering(event, { idTokenGeneration: { claimsToSuppress: "email" } }),
  wrongcontainer: (event) => ({ ...event, response: { claimsAndScopeOverrideDetails: [1] } }),
  unknownmember: (event) => ({ ...event, response: { claimsAndScopeOverrideDetails: null, more: 1 } }),
  missingmember({ callerContext, ...event }) { return event; },
  protects: (event) => answering(event, {
    idTokenGeneration: { claimsToAddOrOverride: forged, claimsToSuppress: Object.keys(forged) },
    accessTokenGeneration: { claimsToAddOrOverride: forged, claimsToSuppress: Object.keys(forged) },
  }),
  both: (event) => answering(event, {
    idTokenGeneration: { claimsToAddOrOverride: { tier: "gold" }, claimsToSuppress: ["tier", "email"] },
  }),
  nogroups: (event) => answering(event, { groupOverrideDetails: null }),
  scopes: (event) => answering(event, {
    accessTokenGeneration: { scopesToAdd: ["harbour/read"], scopesToSuppress: ["aws.cognito.signin.user.admin"] },
  }),
  keys: (event) => answering(event, {
    idTokenGeneration: {
      claimsToAddOrOverride: {
        event: Object.keys(event), request: Object.keys(event.request), caller: Object.keys(event.callerContext),
        version: event.version, client: event.callerContext.clientId, delivered: { ...event.response },
      },
    },
  }),
  metadata: (event) => answering(event, {
    idTokenGeneration: {
      claimsToAddOrOverride: { seen: event.request.clientMetadata ?? "none", source: event.triggerSource },
    },
  }),
};

const forged = Object.fromEntries(
  ["sub", "iss", "aud", "exp", "iat", "auth_time", "token_use", "jti", "origin_jti", "event_id", "cognito:username",
    "username", "client_id", "nbf", "acr", "amr", "azp", "nonce", "scope"].map((name) => [name, "forged"]),
);

function answering(event, details) {
  event.response = { claimsAndScopeOverrideDetails: details };
  return event;
}

export const handler = async (event) => (acts[event.userName] ?? ((same) => same))(event);
