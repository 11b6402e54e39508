import { useId } from "react";

// What Cognito writes by itself for a user who is in no group: every other claim comes from the trigger.
const USUAL = new Set(
  (
    "at_hash aud auth_time client_id cognito:username email email_verified event_id exp iat iss jti origin_jti scope " +
    "sub token_use username version"
  ).split(" "),
);
const TIMES = new Set(["auth_time", "exp", "iat"]);

export function Token({ title, claims }: { title: string; claims: Record<string, unknown> }) {
  const heading = useId();
  const names = Object.keys(claims).sort((one, other) => Number(USUAL.has(one)) - Number(USUAL.has(other)));
  return (
    <section className="card" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <dl>
        {names.map((name) => (
          <div key={name} className={USUAL.has(name) ? "claim" : "claim changed"}>
            <dt>
              {name}
              {!USUAL.has(name) && <span className="badge">by the trigger</span>}
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
