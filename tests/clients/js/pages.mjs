// Signing in on the pages as a browser does that keeps cookies and runs no script.

/** Follows an authorization URL to the sign-in page, fills it in, and returns the address that the client is sent to. */
export async function signInOnPage(url, username, password, cookies = new Map()) {
  const login = await get(url, cookies);
  const page = login.headers.get("location");
  if (!page.startsWith("/login?")) return new URL(page);
  const address = new URL(page, url);
  const form = await (await get(address, cookies)).text();
  const csrf = /name="_csrf" value="([^"]+)"/.exec(form)[1];
  const answer = await send(address, cookies, {
    method: "POST",
    body: new URLSearchParams({ _csrf: csrf, username, password }),
  });
  if (answer.status !== 302) throw new Error(`the page answered ${answer.status}`);
  return new URL(answer.headers.get("location"));
}

const get = (url, cookies) => send(url, cookies, {});

async function send(url, cookies, options) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(url, { ...options, redirect: "manual", headers: { cookie } });
  for (const line of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    cookies.set(name, value);
  }
  return answer;
}
