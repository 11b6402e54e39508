export const handler = async () => {
  throw new Error("The tide is out");
};
