// The shop's pre token generation trigger: who comes from the office is staff, and the tokens say where they are known.
import type { PreTokenGenerationV2TriggerHandler } from "aws-lambda"; // types only: nothing has to be installed

export const handler: PreTokenGenerationV2TriggerHandler = async (event) => {
  const identities: { providerName: string; userId: string }[] = JSON.parse(event.request.userAttributes.identities ?? "[]");
  const office = identities.find((identity) => identity.providerName === "Office");
  event.response.claimsAndScopeOverrideDetails = {
    idTokenGeneration: { claimsToAddOrOverride: { staff: Boolean(office) } },
    accessTokenGeneration: { scopesToAdd: office ? ["shop/discounts"] : [] },
  };
  return event;
};
