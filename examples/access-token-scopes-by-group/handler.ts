// Version 2. What a group may do at the harbour's API becomes scopes of the access token.
type Event = {
  request: { groupConfiguration: { groupsToOverride: string[] }; scopes: string[] };
  response: Record<string, unknown>;
};

const SCOPES: Record<string, string[]> = {
  crew: ["harbour-api/berths.read"],
  harbour_masters: ["harbour-api/berths.read", "harbour-api/berths.assign"],
};

export const handler = async (event: Event): Promise<Event> => {
  const groups = event.request.groupConfiguration.groupsToOverride;
  const scopesToAdd = [...new Set(groups.flatMap((name) => SCOPES[name] ?? []))];
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: {
        scopesToAdd,
        // Without this scope the token cannot change the user's own profile.
        scopesToSuppress: groups.includes("crew") ? ["aws.cognito.signin.user.admin"] : [],
      },
    },
  };
  return event;
};
