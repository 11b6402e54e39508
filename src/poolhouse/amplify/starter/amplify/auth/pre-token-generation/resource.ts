import { defineFunction } from "@aws-amplify/backend";

export const preTokenGeneration = defineFunction({
  name: "pre-token-generation",
  // The user pool calls it and it needs nothing of other stacks: it lives beside the pool.
  resourceGroupName: "auth",
});
