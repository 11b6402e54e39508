import type { PreTokenGenerationV2TriggerHandler } from "aws-lambda";

import { ALL, GROUPS, RESOURCE_SERVERS } from "../../constants";

/** The access token gets the scope of every group that the user is in. */
export const handler: PreTokenGenerationV2TriggerHandler = async (event) => {
  const held = event.request.groupConfiguration.groupsToOverride ?? [];
  const groups = GROUPS.filter((group) => held.includes(group));
  event.response.claimsAndScopeOverrideDetails = {
    accessTokenGeneration: { scopesToAdd: groups.map((group) => `${RESOURCE_SERVERS[group]}/${ALL}`) },
  };
  return event;
};
