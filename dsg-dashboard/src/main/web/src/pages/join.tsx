// SPDX-License-Identifier: Apache-2.0
import { useState, type FormEvent } from "react";
import { ask } from "../api";
import { useSession } from "../ask";
import { useLive } from "../live";
import type { Invite, Join } from "../model";
import { Outcome, useDoing } from "../doing";
import { memory, moment, trimmed } from "../format";
import { Command, Empty, NothingYet } from "../parts";
import { QrCode } from "../qr";
import { texts } from "../texts";

const say = texts.joinPage;
const QUARTER = 15 * 60;
const HOUR = 3600;

/** How a machine comes in: by three words that somebody compares, or by a code. */
export function JoinPage() {
  const session = useSession();
  if (session.me.role !== "admin") {
    return (
      <>
        <h1>{texts.join}</h1>
        <Empty title={say.adminOnly}>
          <p>{say.adminOnlyHint(session.me.name)}</p>
        </Empty>
      </>
    );
  }
  return (
    <>
      <h1>{texts.join}</h1>
      <p className="lead">{say.lead}</p>
      <NothingYet />
      <Waiting token={session.token} />
      <Invites token={session.token} />
    </>
  );
}

function Waiting({ token }: { token: string }) {
  const { joins, complete } = useLive();
  const doing = useDoing();
  const decide = (join: Join, word: "approve" | "reject"): void =>
    doing.act(async () => {
      await ask("POST", `/api/v1/joins/${encodeURIComponent(join.name)}/${word}`, token);
      return word === "approve" ? say.approved(join.name) : say.rejected(join.name);
    });
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{say.waiting}</h2>
      {joins.length > 0 && <p>{say.waitingHint}</p>}
      <Outcome doing={doing} />
      {complete && joins.length === 0 && (
        <Empty title={say.nobody}>
          <p>
            {say.nobodyHint} <Command text={say.nobodyCommand} />
          </p>
        </Empty>
      )}
      <ul className="joins">
        {joins.map((join) => (
          <li key={join.name} className="join">
            <div className="join-who">
              <h3 className="cut" title={join.name}>
                {join.name}
              </h3>
              <p className="facts">
                <span>{say.from(join.from)}</span>
                <span>{texts.cores(trimmed(join.cores))}</span>
                <span>{texts.memory(memory(join.memory_mib))}</span>
              </p>
            </div>
            <p className="words">
              <span className="muted">{say.words}</span> <strong>{join.words.join(" ")}</strong>
            </p>
            <div className="buttons">
              <button
                type="button"
                className="primary"
                aria-disabled={doing.busy}
                aria-label={say.approveOne(join.name)}
                onClick={() => decide(join, "approve")}
              >
                {say.approve}
              </button>
              <button
                type="button"
                aria-disabled={doing.busy}
                aria-label={say.rejectOne(join.name)}
                onClick={() => decide(join, "reject")}
              >
                {say.reject}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invites({ token }: { token: string }) {
  const [forClass, setForClass] = useState(false);
  const [uses, setUses] = useState(30);
  const [hours, setHours] = useState(1);
  const [invite, setInvite] = useState<Invite>();
  const doing = useDoing();
  const make = (event: FormEvent): void => {
    event.preventDefault();
    doing.act(async () => {
      const wanted = forClass ? { uses, seconds: hours * HOUR } : { uses: 1, seconds: QUARTER };
      setInvite(await ask<Invite>("POST", "/api/v1/invites", token, wanted));
    });
  };
  const end = (): void =>
    doing.act(async () => {
      await ask("DELETE", "/api/v1/invites", token);
      setInvite(undefined);
      return say.ended;
    });
  return (
    <section aria-labelledby="invite">
      <h2 id="invite">{say.invite}</h2>
      <p>{say.inviteHint}</p>
      <form className="invite-form" onSubmit={make}>
        <fieldset>
          <legend>{say.forWhom}</legend>
          <label>
            <input type="radio" name="for" checked={!forClass} onChange={() => setForClass(false)} /> {say.one}
          </label>
          <label>
            <input type="radio" name="for" checked={forClass} onChange={() => setForClass(true)} /> {say.class}
          </label>
        </fieldset>
        {forClass && (
          <div className="numbers">
            <Count label={say.uses} value={uses} max={1000} change={setUses} />
            <Count label={say.hours} value={hours} max={720} change={setHours} />
          </div>
        )}
        <div className="buttons">
          <button type="submit" className="primary" aria-disabled={doing.busy}>
            {say.make}
          </button>
          <button type="button" aria-disabled={doing.busy} onClick={end}>
            {say.end}
          </button>
        </div>
      </form>
      <Outcome doing={doing} />
      {invite !== undefined && <Code invite={invite} />}
    </section>
  );
}

function Count(props: { label: string; value: number; max: number; change: (value: number) => void }) {
  const { label, value, max, change } = props;
  return (
    <label className="count">
      {label}
      <input
        type="number"
        min={1}
        max={max}
        required
        value={value === 0 ? "" : value}
        onChange={(event) => change(Number(event.target.value))}
      />
    </label>
  );
}

function Code({ invite }: { invite: Invite }) {
  const command = `dsg join ${invite.address} --code ${invite.code}`;
  const others = invite.addresses.filter((address) => address !== invite.address);
  return (
    <div className="code">
      <div className="code-text">
        <p className="muted">{say.typeThis}</p>
        <Command text={command} />
        <p>{say.until(moment(invite.until), invite.uses)}</p>
        <p className="muted">{say.code}</p>
        <Command text={invite.code} />
        {invite.address.startsWith("127.") && <p className="why">{say.onlyHere}</p>}
        {others.length > 0 && <p className="muted">{say.otherAddresses(others.join(", "))}</p>}
      </div>
      <QrCode text={command} label={say.qr} />
    </div>
  );
}
