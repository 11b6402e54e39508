// The simplest useful function: one claim from an attribute, and a group for everybody. Version 1.
import type { PreTokenGenerationTriggerHandler } from "aws-lambda"; // types only: nothing has to be installed

export const handler: PreTokenGenerationTriggerHandler = async (event) => {
  event.response = {
    claimsOverrideDetails: {
      claimsToAddOrOverride: { home_port: event.request.userAttributes["custom:home_port"] ?? "unknown" },
      groupOverrideDetails: { groupsToOverride: ["members"] },
    },
  };
  return event;
};
