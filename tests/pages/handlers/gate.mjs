// Lets nobody else in, and confirms the harbour master at once.
export const handler = async (event) => {
  const { email = "" } = event.request.userAttributes;
  if (!email.endsWith("@harbour.test")) throw new Error("Only <people> of the harbour.");
  if (email.startsWith("master@")) event.response.autoConfirmUser = true;
  return event;
};
