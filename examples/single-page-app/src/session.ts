// The session of this page: who is signed in, and the ways in and out.
import { UserManager, WebStorageStateStore, type User } from "oidc-client-ts";

export interface Settings {
  /** The pool's issuer: the server's address and the pool's id. */
  authority: string;
  client_id: string;
}

export class Session {
  readonly #manager: UserManager;
  readonly #settings: Settings;
  readonly #here = `${location.origin}/`;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#manager = new UserManager({
      ...settings,
      redirect_uri: this.#here,
      scope: "openid email profile",
      automaticSilentRenew: false,
      userStore: new WebStorageStateStore({ store: sessionStorage }),
    });
  }

  /** Whoever has just come back from the sign-in page, or was signed in before. */
  async current(): Promise<User | null> {
    const query = new URLSearchParams(location.search);
    if (!query.has("state")) return this.#manager.getUser();
    try {
      return (await this.#manager.signinRedirectCallback()) ?? null;
    } finally {
      // The code is used up: neither a reload nor the history shall bring it back.
      history.replaceState(null, "", "/");
    }
  }

  signIn(): Promise<void> {
    return this.#manager.signinRedirect();
  }

  renew(): Promise<User | null> {
    return this.#manager.signinSilent();
  }

  /** Ends the session here and on the sign-in pages, whose address for it takes Cognito's own parameters. */
  async signOut(): Promise<void> {
    const { end_session_endpoint } = await this.#manager.metadataService.getMetadata();
    await this.#manager.removeUser();
    const query = new URLSearchParams({ client_id: this.#settings.client_id, logout_uri: this.#here });
    location.assign(`${end_session_endpoint}?${query}`);
  }
}
