import { type AuthSession, fetchAuthSession } from "aws-amplify/auth";
import { useCallback, useEffect, useState } from "react";

/** The signed-in user's session; `renew` has new tokens signed, for which the trigger runs again. */
export function useSession() {
  const [session, setSession] = useState<AuthSession>();
  const [problem, setProblem] = useState<string>();
  const fetchSession = useCallback(async (forceRefresh: boolean) => {
    try {
      setSession(await fetchAuthSession({ forceRefresh }));
      setProblem(undefined);
    } catch (error) {
      setProblem(String(error));
    }
  }, []);
  useEffect(() => {
    void fetchSession(false);
  }, [fetchSession]);
  return { session, problem, renew: () => fetchSession(true) };
}
