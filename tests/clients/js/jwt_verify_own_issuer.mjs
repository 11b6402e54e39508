// aws-jwt-verify: its verifier for any issuer, on the issuer that this server writes by default.
import { JwtVerifier } from "aws-jwt-verify";
import { validateCognitoJwtFields } from "aws-jwt-verify/cognito-verifier";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";

import { input, refusal, report } from "./scenario.mjs";

const fetcher = { fetch: async (uri) => (await fetch(uri)).arrayBuffer() };
const issuer = `${input.url}/${input.poolId}`;
const verifier = (tokenUse) =>
  JwtVerifier.create(
    {
      issuer,
      audience: tokenUse === "id" ? input.clientId : null,
      customJwtCheck: ({ payload }) => validateCognitoJwtFields(payload, { tokenUse, clientId: input.clientId }),
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
report({
  id: await verifier("id").verify(input.tokens.id),
  access: await verifier("access").verify(input.tokens.access),
  refused: (await refusal(verifier("id").verify(input.tokens.access))).kind,
});
