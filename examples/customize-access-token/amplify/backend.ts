import { defineBackend } from "@aws-amplify/backend";
import { LambdaVersion, UserPool, UserPoolOperation } from "aws-cdk-lib/aws-cognito";

import { preTokenGeneration } from "./auth/pre-token-generation/resource";
import { auth } from "./auth/resource";
import { addResourceServers } from "./auth/resource-servers";
import { data } from "./data/resource";

const backend = defineBackend({ auth, data, preTokenGeneration });
const { cfnResources, userPool } = backend.auth.resources;
if (!(userPool instanceof UserPool)) throw new Error("this backend must make its own user pool");

// Access tokens can be customized from this feature plan on.
cfnResources.cfnUserPool.userPoolTier = "ESSENTIALS";

// defineAuth knows version 1 of the event only; the construct below it knows them all.
userPool.addTrigger(
  UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
  backend.preTokenGeneration.resources.lambda,
  LambdaVersion.V2_0,
);

addResourceServers(userPool, cfnResources.cfnUserPoolClient);
