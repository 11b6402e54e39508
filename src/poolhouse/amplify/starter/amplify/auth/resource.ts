import { defineAuth } from "@aws-amplify/backend";

import { preTokenGeneration } from "./pre-token-generation/resource";

export const auth = defineAuth({
  loginWith: { email: true },
  // Attached here, a trigger gets version 1 of the event: it can change the ID token, and the groups of both tokens.
  triggers: { preTokenGeneration },
});
