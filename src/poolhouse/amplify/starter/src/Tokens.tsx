import { useAuthenticator } from "@aws-amplify/ui-react";

import { Token } from "./Token";
import { useSession } from "./useSession";

export function Tokens() {
  const { user, signOut } = useAuthenticator((context) => [context.user]);
  const { session, problem, renew } = useSession();
  return (
    <>
      <div className="bar">
        <p>
          Signed in as <strong>{user.signInDetails?.loginId ?? user.username}</strong>
        </p>
        <button type="button" onClick={renew}>
          Refresh tokens
        </button>
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </div>
      {problem && <p role="alert">{problem}</p>}
      {session?.tokens?.idToken && (
        <div className="cards">
          <Token title="ID token" claims={session.tokens.idToken.payload} />
          <Token title="Access token" claims={session.tokens.accessToken.payload} />
        </div>
      )}
      <p className="note">
        Edit <code>amplify/auth/pre-token-generation/handler.ts</code> while the sandbox runs, then refresh the tokens.
      </p>
    </>
  );
}
