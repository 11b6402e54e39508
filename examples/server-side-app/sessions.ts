// Sessions of browsers: a random cookie, behind which everything stays on this server.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { IDToken } from "openid-client";

/** A sign-in that is under way, or one that has ended well. */
export interface Session {
  underWay?: { codeVerifier: string; state: string; nonce: string };
  user?: { claims: IDToken; accessToken: string; refreshToken?: string };
}

const COOKIE = "session";

export class Sessions {
  readonly #byId = new Map<string, Session>();

  of(request: IncomingMessage): Session | undefined {
    return this.#byId.get(idOf(request));
  }

  /** A new session with a new cookie; the browser's old one ends, so that nobody can plant one before a sign-in. */
  begin(request: IncomingMessage, response: ServerResponse, session: Session): void {
    this.end(request, response);
    const id = randomBytes(32).toString("base64url");
    this.#byId.set(id, session);
    response.setHeader("set-cookie", `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`);
  }

  end(request: IncomingMessage, response: ServerResponse): void {
    this.#byId.delete(idOf(request));
    response.setHeader("set-cookie", `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
  }
}

function idOf(request: IncomingMessage): string {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? "";
}
