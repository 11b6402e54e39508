// A pre token generation function for event version V2_0. Poolhouse runs this file as it is.
type Event = {
  request: {
    groupConfiguration: { groupsToOverride: string[] };
    clientMetadata?: Record<string, string>;
  };
  response: object;
};

export const handler = async (event: Event): Promise<Event> => {
  const { groupConfiguration, clientMetadata } = event.request;
  const isDiver = groupConfiguration.groupsToOverride.includes("divers");

  event.response = {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: {
        claimsToAddOrOverride: {
          certificates: ["open-water", "night"],
          name: "Captain Marina",
          sub: "somebody-else", // nobody may do that: watch what happens
        },
        claimsToSuppress: ["email_verified"],
      },
      accessTokenGeneration: {
        claimsToAddOrOverride: {
          pass: { boat: clientMetadata?.boat, max_depth: 18.5 },
        },
        scopesToAdd: isDiver ? ["harbour-api/berths.read"] : [],
      },
    },
  };
  return event;
};
