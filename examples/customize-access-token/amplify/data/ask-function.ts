import type { Schema } from "./resource";

/** What the token that came with the query says of its holder. */
export const handler: Schema["askFunction"]["functionHandler"] = async ({ identity }) => {
  if (!identity || !("claims" in identity)) throw new Error("only tokens of the user pool are taken here");
  return {
    from: "the Lambda function",
    groups: identity.claims["cognito:groups"] ?? [],
    scope: identity.claims["scope"] ?? null,
  };
};
