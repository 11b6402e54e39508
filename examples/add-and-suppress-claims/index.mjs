// Version 1 of the event. Every value must be a string.
export const handler = async (event) => {
  const { userAttributes } = event.request;
  event.response.claimsOverrideDetails = {
    claimsToAddOrOverride: {
      berth: "C-14",
      // Downstream services log the ID token; they get a masked address.
      email: userAttributes.email.replace(/^(.).*@/, "$1***@"),
    },
    claimsToSuppress: ["phone_number", "phone_number_verified"],
  };
  return event;
};
