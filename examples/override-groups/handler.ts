// Version 1. Groups of the token need not exist in the pool, and what is left out here disappears.
type Groups = { groupsToOverride: string[]; iamRolesToOverride: string[]; preferredRole: string | null };
type Event = {
  request: { groupConfiguration: Groups };
  response: { claimsOverrideDetails: { groupOverrideDetails: Groups } | null };
};

const TONIGHT = "night-watch";

export const handler = async (event: Event): Promise<Event> => {
  const { groupConfiguration } = event.request;
  event.response.claimsOverrideDetails = {
    groupOverrideDetails: {
      ...groupConfiguration,
      groupsToOverride: [...groupConfiguration.groupsToOverride.filter((name) => name !== "day-crew"), TONIGHT],
    },
  };
  return event;
};
