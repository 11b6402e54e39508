// aws-jwt-verify: its verifier for user pools, with the key document fetched from this server in place of AWS.
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";

import { input, refusal, report } from "./scenario.mjs";

const fetched = [];
const fetcher = {
  fetch: async (uri) => {
    fetched.push(uri);
    return (await fetch(input.url + new URL(uri).pathname)).arrayBuffer();
  },
};
const jwksCache = new SimpleJwksCache({ fetcher });
const verifier = (settings = {}) =>
  CognitoJwtVerifier.create(
    { userPoolId: input.poolId, clientId: input.clientId, tokenUse: null, ...settings },
    { jwksCache },
  );
const refused = async (token, settings) => (await refusal(verifier(settings).verify(token))).kind;

const { id, access } = input.tokens;
const [header, payload, signature] = id.split(".");
const [foreignHeader, , foreignSignature] = input.foreignToken.split(".");
const claims = JSON.parse(Buffer.from(payload, "base64url"));
const promoted = Buffer.from(JSON.stringify({ ...claims, "cognito:groups": ["admins"] })).toString("base64url");

const result = {
  id: await verifier({ tokenUse: "id", groups: ["divers"] }).verify(id),
  access: await verifier({ tokenUse: "access", groups: "divers", scope: "aws.cognito.signin.user.admin" }).verify(access),
  refused: {
    otherUse: await refused(id, { tokenUse: "access" }),
    otherGroup: await refused(id, { groups: ["admins"] }),
    otherScope: await refused(access, { scope: "harbour-api/berths.read" }),
    otherClient: await refused(access, { clientId: "another" }),
    otherPool: await refused(input.foreignToken),
    otherKey: await refused([foreignHeader, payload, foreignSignature].join(".")),
    tampered: await refused([header, promoted, signature].join(".")),
  },
};
report({ ...result, fetched });
