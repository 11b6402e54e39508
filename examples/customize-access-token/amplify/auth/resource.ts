import { defineAuth } from "@aws-amplify/backend";

import { GROUPS } from "../constants";

export const auth = defineAuth({
  loginWith: { email: true },
  groups: [...GROUPS],
  // No trigger here: it would get version 1 of the event, which has no scopes. See backend.ts.
});
