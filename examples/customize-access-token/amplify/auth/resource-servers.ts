import { type CfnUserPoolClient, ResourceServerScope, type UserPool } from "aws-cdk-lib/aws-cognito";

import { ALL, GROUPS, RESOURCE_SERVERS } from "../constants";

/** A resource server for each group, and leave for the app client to have their scopes. */
export function addResourceServers(userPool: UserPool, client: CfnUserPoolClient) {
  const scopes = GROUPS.map((group) => {
    const server = userPool.addResourceServer(`${group}ResourceServer`, {
      identifier: RESOURCE_SERVERS[group],
      scopes: [new ResourceServerScope({ scopeName: ALL, scopeDescription: `All that ${group} may do` })],
    });
    // Named through the resource, so that the client is changed after the resource server is there.
    return `${server.userPoolResourceServerId}/${ALL}`;
  });
  client.allowedOAuthScopes = [...(client.allowedOAuthScopes ?? []), ...scopes];
}
