import type { User } from "oidc-client-ts";

import { Session, type Settings } from "./session";

const app = document.querySelector<HTMLElement>("#app")!;

try {
  const settings = (await (await fetch("/settings.json")).json()) as Settings;
  const session = new Session(settings);
  show(session, await session.current());
} catch (problem) {
  app.replaceChildren(element("p", { role: "alert" }, problem instanceof Error ? problem.message : String(problem)));
}

function show(session: Session, user: User | null): void {
  if (user === null) {
    app.replaceChildren(
      element("p", {}, "You are signed out."),
      button("Sign in", () => session.signIn()),
    );
    return;
  }
  app.replaceChildren(
    element("p", {}, `Signed in as ${user.profile.email ?? user.profile.sub}.`),
    claims(user),
    button("Renew the tokens", async () => show(session, await session.renew())),
    button("Sign out", () => session.signOut()),
  );
}

function claims(user: User): HTMLElement {
  const rows = Object.entries(user.profile).map(([name, value]) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, JSON.stringify(value))),
  );
  return element("table", {}, element("caption", {}, "Claims of the ID token"), element("tbody", {}, ...rows));
}

function button(label: string, act: () => Promise<void>): HTMLElement {
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", () => {
    act().catch((problem: Error) => app.append(element("p", { role: "alert" }, problem.message)));
  });
  return made;
}

function element(name: string, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
