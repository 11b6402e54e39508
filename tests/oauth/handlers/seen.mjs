// Puts the event that it was given into the token; `fail` in a user's nickname, or in a machine's metadata, makes it throw.
export const handler = async (event) => {
  const { userAttributes, clientMetadata } = event.request;
  if (userAttributes.nickname === "fail" || clientMetadata?.fail) throw new Error("not today <b>");
  const seen = JSON.stringify(event);
  event.response =
    event.version === "1"
      ? { claimsOverrideDetails: { claimsToAddOrOverride: { seen } } }
      : {
          claimsAndScopeOverrideDetails: {
            idTokenGeneration: { claimsToAddOrOverride: { seen } },
            accessTokenGeneration: { claimsToAddOrOverride: { seen } },
          },
        };
  return event;
};
