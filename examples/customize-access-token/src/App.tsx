import { Authenticator } from "@aws-amplify/ui-react";

import { Account } from "./Account";

export function App() {
  return (
    <>
      <header className="page">
        <p className="kicker">Pre token generation, version 2</p>
        <h1>Customize the access token</h1>
        <p>
          Two groups, a scope for each. Before your access token is signed, a function of yours adds the scopes of the
          groups that you are in. Two queries show what an API makes of either token.
        </p>
        <p>
          Nothing is mailed on your own machine: the code for a new account lies in <code>poolhouse inbox</code>.
        </p>
      </header>
      <main className="page">
        <Authenticator>
          <Account />
        </Authenticator>
      </main>
    </>
  );
}
