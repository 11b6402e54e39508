// aws-amplify's sign-in by redirect, as its documentation has it.
import { Amplify } from "aws-amplify";
import "aws-amplify/auth/enable-oauth-listener";
import { fetchAuthSession, getCurrentUser, signInWithRedirect, signOut } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

Amplify.configure(await (await fetch("/settings.json")).json());

const shown = document.querySelector("#shown");
const show = (value) => (shown.textContent = JSON.stringify(value));

async function user() {
  try {
    const { tokens } = await fetchAuthSession();
    if (tokens === undefined) return show({ signedIn: false });
    show({
      signedIn: true,
      user: await getCurrentUser(),
      id: tokens.idToken.payload,
      access: tokens.accessToken.payload,
    });
  } catch (problem) {
    show({ signedIn: false, problem: String(problem) });
  }
}

Hub.listen("auth", ({ payload }) => {
  if (payload.event === "signInWithRedirect" || payload.event === "signInWithRedirect_failure") user();
});
document.querySelector("#in").addEventListener("click", () => signInWithRedirect());
document.querySelector("#out").addEventListener("click", () => signOut());
if (!new URLSearchParams(location.search).has("code")) user();
