import type { PreTokenGenerationTriggerHandler } from "aws-lambda";

export const handler: PreTokenGenerationTriggerHandler = async (event) => {
  event.response.claimsOverrideDetails = {
    // A new claim of the ID token.
    claimsToAddOrOverride: { amplfy_attribute: "amplify_gen_2" },
    // The tokens' groups, whatever groups the user is in; the group need not exist in the pool.
    groupOverrideDetails: { groupsToOverride: ["amplify_group_1"] },
  };
  return event;
};
