import { useAuthenticator } from "@aws-amplify/ui-react";

import { Query } from "./Query";
import { Token } from "./Token";
import { useSession } from "./useSession";

export function Account() {
  const { user, signOut } = useAuthenticator((context) => [context.user]);
  const { session, problem, renew } = useSession();
  const tokens = session?.tokens;
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
      {tokens?.idToken && (
        <>
          <div className="cards">
            <Token title="Access token" claims={tokens.accessToken.payload} />
            <Token title="ID token" claims={tokens.idToken.payload} />
          </div>
          <Query accessToken={tokens.accessToken.toString()} idToken={tokens.idToken.toString()} />
        </>
      )}
    </>
  );
}
