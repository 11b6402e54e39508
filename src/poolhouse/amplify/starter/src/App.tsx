import { Authenticator } from "@aws-amplify/ui-react";

import { Tokens } from "./Tokens";

export function App() {
  return (
    <>
      <header className="page">
        <p className="kicker">Pre token generation, version 1</p>
        <h1>Override the ID token</h1>
        <p>
          Sign up with an email address. Before your tokens are signed, a function of yours writes a group and a claim
          of its own into them.
        </p>
        <p>
          Nothing is mailed on your own machine: the code for a new account lies in <code>poolhouse inbox</code>.
        </p>
      </header>
      <main className="page">
        <Authenticator>
          <Tokens />
        </Authenticator>
      </main>
    </>
  );
}
