// SPDX-License-Identifier: Apache-2.0
import { useState, type FormEvent } from "react";
import { ask } from "../api";
import { useAsk, useSession } from "../ask";
import { AskFirst, Outcome, useDoing, type Doing } from "../doing";
import { moment } from "../format";
import type { Issued, Role, User } from "../model";
import { Answer, Command, Empty, Table } from "../parts";
import { texts } from "../texts";

const say = texts.settings;
const ROLES: readonly Role[] = ["viewer", "submitter", "admin"];
const DAY = 86_400;
const DAYS = 90;
const DAYS_MAX = 366;

/** Who may come in, with which role and tokens. */
export function PeopleTab() {
  const { me } = useSession();
  if (me.role !== "admin") {
    return (
      <>
        <p>
          {say.you(me.name, me.role)} {me.until !== undefined && say.until(moment(me.until))}
        </p>
        <Empty title={say.adminOnly}>
          <p>{say.adminOnlyHint}</p>
        </Empty>
      </>
    );
  }
  return <People />;
}

const path = (user: User): string => `/api/v1/users/${encodeURIComponent(user.name)}`;

function People() {
  const { me, token } = useSession();
  const asked = useAsk<{ users: readonly User[] }>("/api/v1/users");
  const doing = useDoing();
  const [issued, setIssued] = useState<Issued>();
  const act = (work: () => Promise<string | void>): void =>
    doing.act(async () => {
      setIssued(undefined);
      const told = await work();
      asked.again();
      return told;
    });
  return (
    <>
      <p>
        {say.you(me.name, me.role)} {me.until !== undefined && say.until(moment(me.until))}
      </p>
      <AddUser doing={doing} add={(name, role, days) => act(async () => {
        const body = { users: [{ name, role }], life_s: days * DAY };
        const answer = await ask<{ users: readonly Issued[] }>("POST", "/api/v1/users", token, body);
        setIssued(answer.users[0]);
      })} />
      <Outcome doing={doing} />
      {issued !== undefined && <Shown issued={issued} close={() => setIssued(undefined)} />}
      <section aria-labelledby="people">
        <h2 id="people">{say.people}</h2>
        <Answer asked={asked}>
          {({ users }) => (
            <Table label={say.people} heads={[say.userName, say.role, say.tokens, say.actions]}>
              {users.map((user) => (
                <UserRow
                  key={user.name}
                  user={user}
                  doing={doing}
                  change={(role) => act(async () => {
                    await ask("PUT", `${path(user)}/role`, token, { role });
                    return say.roleTold(user.name, role);
                  })}
                  issue={() => act(async () => {
                    setIssued(await ask<Issued>("POST", `${path(user)}/tokens`, token, { life_s: DAYS * DAY }));
                  })}
                  revoke={(id) => act(async () => {
                    await ask("DELETE", `${path(user)}/tokens/${id}`, token);
                    return say.revoked;
                  })}
                  remove={() => act(async () => {
                    await ask("DELETE", path(user), token);
                    return say.removed(user.name);
                  })}
                />
              ))}
            </Table>
          )}
        </Answer>
      </section>
    </>
  );
}

function AddUser({ doing, add }: { doing: Doing; add: (name: string, role: Role, days: number) => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("submitter");
  const [days, setDays] = useState(DAYS);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add(name.trim(), role, days);
    setName("");
  };
  return (
    <section aria-labelledby="add-user">
      <h2 id="add-user">{say.addUser}</h2>
      <form className="filters" onSubmit={submit}>
        <label>
          {say.userName}
          <input
            required
            maxLength={32}
            pattern="[A-Za-z][A-Za-z0-9._\-]*"
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          {say.role}
          <RoleSelect role={role} change={setRole} />
        </label>
        <label>
          {say.days}
          <input
            type="number"
            min={1}
            max={DAYS_MAX}
            required
            value={days === 0 ? "" : days}
            onChange={(event) => setDays(Number(event.target.value))}
          />
        </label>
        <button type="submit" className="primary" aria-disabled={doing.busy}>
          {say.add}
        </button>
      </form>
    </section>
  );
}

function RoleSelect({ role, change, label }: { role: Role; change: (role: Role) => void; label?: string }) {
  return (
    <select
      value={role}
      aria-label={label}
      onChange={(event) => change(ROLES.find((one) => one === event.target.value) ?? role)}
    >
      {ROLES.map((one) => (
        <option key={one} value={one}>
          {say.roles[one]}
        </option>
      ))}
    </select>
  );
}

/** A token, this once. */
function Shown({ issued, close }: { issued: Issued; close: () => void }) {
  return (
    <div className="code" role="status">
      <div className="code-text">
        <p>{say.shown(issued.name)}</p>
        <Command text={issued.token} />
        <div className="buttons">
          <button type="button" onClick={close}>
            {texts.close}
          </button>
        </div>
      </div>
    </div>
  );
}

function UserRow(props: {
  user: User;
  doing: Doing;
  change: (role: Role) => void;
  issue: () => void;
  revoke: (id: number) => void;
  remove: () => void;
}) {
  const { user, doing, change, issue, revoke, remove } = props;
  const isOwner = user.added_at === undefined;
  return (
    <tr>
      <th scope="row">{user.name}</th>
      <td>
        {isOwner ? (
          say.owner
        ) : (
          <RoleSelect role={user.role} label={say.roleOf(user.name)} change={change} />
        )}
      </td>
      <td>
        {user.tokens.length === 0 && <span className="muted">{say.noTokens}</span>}
        <ul className="plain">
          {user.tokens.map((token) => (
            <li key={token.id} className="token">
              <span className={token.good ? "" : "muted"}>
                {(token.good ? say.tokenUntil : say.tokenEnded)(token.id, moment(token.until))}
                {token.name === "page" && ` (${say.tokenPage})`}
              </span>
              <button
                type="button"
                className="small"
                aria-disabled={doing.busy}
                aria-label={say.revokeOne(token.id, user.name)}
                onClick={() => revoke(token.id)}
              >
                {say.revoke}
              </button>
            </li>
          ))}
        </ul>
      </td>
      <td>
        <div className="buttons">
          {!isOwner && (
            <>
              <button type="button" className="small" aria-disabled={doing.busy} aria-label={say.issueFor(user.name)} onClick={issue}>
                {say.issue}
              </button>
              <AskFirst word={say.remove} label={say.removeOne(user.name)} title={say.removeTitle(user.name)} busy={doing.busy} small act={remove}>
                <p>{say.removeWhy}</p>
              </AskFirst>
            </>
          )}
        </div>
      </td>
    </tr>
  );
}
