// Answers with what the validation data say; "show" throws the event itself, for the test to read.
export const handler = async (event) => {
  const { show, refuse, answer } = event.request.validationData ?? {};
  if (show) throw new Error(JSON.stringify(event));
  if (refuse) throw new Error(refuse);
  Object.assign(event.response, JSON.parse(answer ?? "{}"));
  return event;
};
