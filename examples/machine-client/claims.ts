// A version 3 function: it sees tokens of machines too, and gives each its tenant and the scopes of its plan.
import type { PreTokenGenerationV3TriggerEvent, PreTokenGenerationV3TriggerHandler } from "aws-lambda";

const PLANS: Record<string, string[]> = {
  free: [],
  premium: ["harbour/forecast"],
};

export const handler: PreTokenGenerationV3TriggerHandler = async (event: PreTokenGenerationV3TriggerEvent) => {
  if (event.triggerSource !== "TokenGeneration_ClientCredentials") return event;
  const { tenant, plan = "free" } = event.request.clientMetadata ?? {};
  if (tenant === undefined) throw new Error("say which tenant this machine works for");
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        claimsToAddOrOverride: { tenant, limits: { requestsPerMinute: plan === "premium" ? 600 : 60 } },
        scopesToAdd: PLANS[plan] ?? [],
      },
    },
  };
  return event;
};
