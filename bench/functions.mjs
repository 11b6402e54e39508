// The warm trigger of the benchmark: one claim in each token.
export const handler = async (event) => {
  event.response = {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride: { tier: "gold" } },
      accessTokenGeneration: { claimsToAddOrOverride: { tier: "gold" }, scopesToAdd: ["bench/run"] },
    },
  };
  return event;
};
