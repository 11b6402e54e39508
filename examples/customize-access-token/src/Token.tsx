import { useId } from "react";

// What Cognito writes by itself: every other claim, or scope, comes from the trigger.
const USUAL = new Set(
  (
    "at_hash aud auth_time client_id cognito:groups cognito:preferred_role cognito:roles cognito:username email " +
    "email_verified event_id exp iat iss jti origin_jti scope sub token_use username version"
  ).split(" "),
);
const USUAL_SCOPE = "aws.cognito.signin.user.admin";
const TIMES = new Set(["auth_time", "exp", "iat"]);

export function Token({ title, claims }: { title: string; claims: Record<string, unknown> }) {
  const heading = useId();
  const changed = new Set(Object.keys(claims).filter((name) => isByTrigger(name, claims[name])));
  // What matters stands on top.
  const rank = (name: string) => (changed.has(name) ? 0 : name === "scope" || name === "cognito:groups" ? 1 : 2);
  const names = Object.keys(claims).sort((one, other) => rank(one) - rank(other));
  return (
    <section className="card" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <dl>
        {names.map((name) => (
          <div key={name} className={changed.has(name) ? "claim changed" : "claim"}>
            <dt>
              {name}
              {changed.has(name) && <span className="badge">by the trigger</span>}
            </dt>
            <dd>
              <code>{JSON.stringify(claims[name])}</code>
              {TIMES.has(name) && <time>{new Date(Number(claims[name]) * 1000).toLocaleString()}</time>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function isByTrigger(name: string, value: unknown) {
  return name === "scope" ? value !== USUAL_SCOPE : !USUAL.has(name);
}
