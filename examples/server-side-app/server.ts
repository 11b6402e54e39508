// A web application with a server: the browser holds a cookie, the tokens never leave this process.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import * as oauth from "openid-client";

import { Sessions } from "./sessions.ts";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = "5000" } = process.env;
if (!ISSUER || !CLIENT_ID || !CLIENT_SECRET) throw new Error("set ISSUER, CLIENT_ID and CLIENT_SECRET");

const here = `http://localhost:${PORT}`;
const callback = `${here}/callback`;
const plainHttp = ISSUER.startsWith("http:") ? { execute: [oauth.allowInsecureRequests] } : {};
const config = await oauth.discovery(new URL(ISSUER), CLIENT_ID, undefined, oauth.ClientSecretBasic(CLIENT_SECRET), plainHttp);
const sessions = new Sessions();

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

const routes: Record<string, Handler> = {
  "GET /": home,
  "GET /sign-in": signIn,
  "GET /callback": signedIn,
  "POST /sign-out": signOut,
};

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", here);
  try {
    const handler = routes[`${request.method} ${pathname}`];
    if (handler === undefined) page(response, 404, "<p>There is nothing here.</p>");
    else await handler(request, response);
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : problem);
    page(response, 400, '<p role="alert">Signing in did not work.</p><p><a href="/sign-in">Try again</a></p>');
  }
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(`ready at ${here}`));

function home(request: IncomingMessage, response: ServerResponse): void {
  const user = sessions.of(request)?.user;
  if (user === undefined) return page(response, 200, '<p>You are signed out.</p><p><a href="/sign-in">Sign in</a></p>');
  const rows = Object.entries(user.claims).map(
    ([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(JSON.stringify(value))}</td></tr>`,
  );
  page(
    response,
    200,
    `<p>Signed in as ${escaped(String(user.claims.email ?? user.claims.sub))}.</p>
    <table><caption>Claims of the ID token</caption><tbody>${rows.join("")}</tbody></table>
    <form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );
}

async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const underWay = {
    codeVerifier: oauth.randomPKCECodeVerifier(),
    state: oauth.randomState(),
    nonce: oauth.randomNonce(),
  };
  sessions.begin(request, response, { underWay });
  const url = oauth.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: "openid email",
    state: underWay.state,
    nonce: underWay.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(underWay.codeVerifier),
    code_challenge_method: "S256",
  });
  redirect(response, url.href);
}

async function signedIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const underWay = sessions.of(request)?.underWay;
  if (underWay === undefined) throw new Error("no sign-in is under way in this browser");
  const tokens = await oauth.authorizationCodeGrant(config, new URL(request.url ?? "", here), {
    pkceCodeVerifier: underWay.codeVerifier,
    expectedState: underWay.state,
    expectedNonce: underWay.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error("no ID token");
  const user = { claims, accessToken: tokens.access_token, refreshToken: tokens.refresh_token };
  sessions.begin(request, response, { user });
  redirect(response, "/");
}

async function signOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = sessions.of(request)?.user?.refreshToken;
  if (token !== undefined) await oauth.tokenRevocation(config, token);
  sessions.end(request, response);
  redirect(response, oauth.buildEndSessionUrl(config, { client_id: CLIENT_ID!, logout_uri: `${here}/` }).href);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

function page(response: ServerResponse, status: number, content: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<title>Harbour office</title>
<style>body { max-width: 48rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif }
th, td { padding: 0.3rem 1rem 0.3rem 0; text-align: start; vertical-align: top; overflow-wrap: anywhere }</style>
<main><h1>Harbour office</h1>${content}</main>
</html>`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
