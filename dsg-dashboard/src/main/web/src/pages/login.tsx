// SPDX-License-Identifier: Apache-2.0
import { useState, type FormEvent } from "react";
import type { Problem } from "../api";
import { useDoing } from "../doing";
import { Command, Trouble } from "../parts";
import { byToken, type Session } from "../session";
import { texts } from "../texts";

const say = texts.login;

/** What there is to see for whoever is not logged in. */
export function Login(props: { opened: (session: Session) => void; why: Problem | undefined; ended: boolean }) {
  const { opened, why, ended } = props;
  const [token, setToken] = useState("");
  const { busy, fault, act } = useDoing();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => opened(await byToken(token.trim())));
  };
  const trouble = fault ?? why;
  return (
    <div className="login">
      <h1>{say.title}</h1>
      {ended && (
        <p className="news" role="status">
          {say.ended}
        </p>
      )}
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
        <button type="submit" className="primary" disabled={busy}>
          {say.submit}
        </button>
      </form>
    </div>
  );
}
