// Version 2 carries numbers, booleans, arrays and objects, in both tokens. Some names stay protected.
type Event = { callerContext: { clientId: string }; response: Record<string, unknown> };

export const handler = async (event: Event): Promise<Event> => {
  const certificates = ["open-water", "night", 3];
  event.response = {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: {
        claimsToAddOrOverride: { max_depth: 18.5, certificates, instructor: false },
        claimsToSuppress: ["email"],
      },
      accessTokenGeneration: {
        claimsToAddOrOverride: {
          limits: { depth: { max: 18.5, unit: "m" }, dives: 4 },
          aud: event.callerContext.clientId, // the only audience that an access token can be given
          sub: "somebody-else", // refused: see the last column of `poolhouse trigger test`
        },
      },
    },
  };
  return event;
};
