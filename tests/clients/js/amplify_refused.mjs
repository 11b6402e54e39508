// aws-amplify: a sign-in that a trigger refuses.
import { fetchAuthSession, signIn } from "aws-amplify/auth";

import { configure } from "./amplify.mjs";
import { input, refusal, report } from "./scenario.mjs";

configure();
const refused = await refusal(signIn({ username: input.username, password: input.password }));
report({ refused, tokens: (await fetchAuthSession()).tokens ?? null });
