// SPDX-License-Identifier: Apache-2.0
import { useId, useState, type FormEvent } from "react";
import type { Problem } from "../api";
import { useDoing } from "../doing";
import { Command, Trouble } from "../parts";
import { byToken, type Session } from "../session";
import { texts } from "../texts";

const say = texts.login;

/** What there is to see for whoever is not logged in. */
export function Login({ opened, why }: { opened: (session: Session) => void; why: Problem | undefined }) {
  return (
    <div className="login">
      <h1>{say.title}</h1>
      <ByToken opened={opened} why={why} />
    </div>
  );
}

/** What there is to do above a page for whoever was logged in until now. */
export function LogInAgain({ opened }: { opened: (session: Session) => void }) {
  const title = useId();
  return (
    <section className="trouble again" aria-labelledby={title}>
      <div role="alert">
        <h2 id={title}>{say.ended}</h2>
        <p>{say.endedHint}</p>
      </div>
      <ByToken opened={opened} why={undefined} />
    </section>
  );
}

function ByToken({ opened, why }: { opened: (session: Session) => void; why: Problem | undefined }) {
  const [token, setToken] = useState("");
  const { busy, fault, act } = useDoing();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => opened(await byToken(token.trim())));
  };
  const trouble = fault ?? why;
  return (
    <>
      {trouble !== undefined && <Trouble fault={trouble} />}
      <p>
        {say.lead} <Command text={say.command} />
      </p>
      <form onSubmit={submit}>
        <label>
          {say.or}
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <p className="muted">{say.kept}</p>
        <button type="submit" className="primary" aria-disabled={busy}>
          {say.submit}
        </button>
      </form>
    </>
  );
}
