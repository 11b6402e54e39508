import { generateClient } from "aws-amplify/api";
import { useId, useMemo, useState } from "react";

import type { Schema } from "../amplify/data/resource";

const QUERIES = {
  askFunction: "Ask the function (EVERYONE, ADMINS)",
  askResolver: "Ask the resolver (ADMINS)",
} as const;
type Name = keyof typeof QUERIES;

const CHOICES = { access: "access token", id: "ID token" } as const;
type Choice = keyof typeof CHOICES;

/** What the API answered to one query that one of the tokens was sent with. */
type Answered = { choice: Choice; refused: boolean; text: string };

export function Query({ accessToken, idToken }: { accessToken: string; idToken: string }) {
  const client = useMemo(() => generateClient<Schema>(), []);
  const [choice, setChoice] = useState<Choice>("access");
  const [answered, setAnswered] = useState<Answered>();
  const heading = useId();

  async function ask(name: Name) {
    setAnswered(undefined);
    const Authorization = `Bearer ${choice === "access" ? accessToken : idToken}`;
    try {
      const { data, errors } = await client.queries[name]({ headers: { Authorization } });
      const text = errors
        ? errors.map(({ errorType, message }) => `${errorType}: ${message}`).join("\n")
        : JSON.stringify(data, null, 2);
      setAnswered({ choice, refused: Boolean(errors), text });
    } catch (error) {
      setAnswered({ choice, refused: true, text: String(error) });
    }
  }

  return (
    <section className="card query" aria-labelledby={heading}>
      <h2 id={heading}>Query</h2>
      <fieldset>
        <legend>Send the</legend>
        {(Object.keys(CHOICES) as Choice[]).map((one) => (
          <label key={one}>
            <input type="radio" name="token" checked={choice === one} onChange={() => setChoice(one)} />
            {CHOICES[one]}
          </label>
        ))}
      </fieldset>
      <div className="buttons">
        {(Object.keys(QUERIES) as Name[]).map((name) => (
          <button key={name} type="button" onClick={() => ask(name)}>
            {QUERIES[name]}
          </button>
        ))}
      </div>
      <div role="status">
        {answered && (
          <div className={answered.refused ? "answer refused" : "answer"}>
            <p>
              {answered.refused ? "Refused" : "Answered"}, asked with the {CHOICES[answered.choice]}
            </p>
            <pre>{answered.text}</pre>
          </div>
        )}
      </div>
    </section>
  );
}
