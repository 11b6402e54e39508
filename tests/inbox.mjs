// The codes that users were sent, read page by page: other tests use the same server.

/** The newest code that was sent to a recipient. */
export async function newestCode(url, recipient) {
  let after = 0;
  let code;
  for (;;) {
    const { messages } = await (await fetch(`${url}/_poolhouse/inbox?after=${after}`)).json();
    if (messages.length === 0) break;
    after = messages.at(-1).id;
    code = messages.findLast(({ message }) => message.recipient === recipient)?.message.code ?? code;
  }
  if (code === undefined) throw new Error(`no message for ${recipient}`);
  return code;
}
