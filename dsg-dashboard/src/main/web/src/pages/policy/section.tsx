// SPDX-License-Identifier: Apache-2.0
import { useEffect, useId, useMemo, useRef, useState, type FormEvent, type ReactNode } from "react";
import { ask, Problem } from "../../api";
import { useAsk, useSession } from "../../ask";
import { useDoing } from "../../doing";
import { ago } from "../../format";
import { useNow } from "../../live";
import type { GridNode } from "../../model";
import { Command, Said, Trouble } from "../../parts";
import { texts } from "../../texts";
import { Changed, Fault, Field, type Form } from "./fields";
import { hoursIn, isSame, part, textsOf, weekOf, type Week } from "./hours";
import { changeOf, commandOf, counts, isNothing, listOf, saidAsChange, saidOf, whenOf, type Draft, type NodePolicy } from "./policy";
import { WeekGrid } from "./week";

const say = texts.policy;
const EVERY_MS = 5_000;
const WHENS = ["always", "idle", "schedule", "never"] as const;

/** Hours that many want. */
const PRESETS = [
  ["free", ["mon-fri 18:00-08:00", "sat sun"]],
  ["nights", ["22:00-06:00"]],
  ["weekends", ["sat sun"]],
  ["none", []],
] as const;

/** The groups of settings that are folded away until somebody wants them. */
const GROUPS = [
  ["limits", ["cores", "cores-in-use", "cpu-share", "cpu-share-in-use", "memory", "memory-in-use", "gpus", "gpus-in-use", "disk"]],
  ["rests", ["on-battery", "others-load", "heat", "full-screen", "exclusive", "resume-after", "frozen-memory", "move-after"]],
  ["network", ["network-hours", "download", "upload", "daily-transfer", "cache"]],
  ["more", ["people", "keep-awake", "wake"]],
] as const;

/** What the owner of the machine allows: seen, put together as a command, and, where he lets admins, changed. */
export function PolicySection({ node, path }: { node: GridNode; path: string }) {
  const asked = useAsk<NodePolicy>(`${path}/policy`, { everyMs: EVERY_MS, when: `${node.state} ${node.why ?? ""}` });
  const [saved, setSaved] = useState<NodePolicy>();
  const answer = asked.answer;
  const policy = saved !== undefined && (answer === undefined || saved.at > answer.at) ? saved : answer;
  return (
    <section aria-labelledby="policy" className="policy">
      <h2 id="policy">{say.title}</h2>
      {policy === undefined && asked.fault === undefined && <p className="muted">{texts.asking}</p>}
      {policy === undefined && asked.fault !== undefined && (
        <p className="muted">
          {asked.fault.kind === "policy-unknown" ? say.unknown : asked.fault.why} <Command text="dsg node policy" />
        </p>
      )}
      {policy !== undefined && (
        <Editor
          key={node.id}
          policy={policy}
          path={path}
          taken={(now) => {
            setSaved(now);
            asked.again();
          }}
        />
      )}
    </section>
  );
}

/** What of the faults belongs to which field. */
function byField(fault: Problem | undefined): Record<string, string> {
  const told = fault?.more["faults"];
  const all: Record<string, string> = {};
  for (const one of Array.isArray(told) ? (told as { setting: string; says: string }[]) : []) {
    all[one.setting] = [all[one.setting], one.says].filter(Boolean).join(" ");
  }
  return all;
}

function Editor({ policy, path, taken }: { policy: NodePolicy; path: string; taken: (now: NodePolicy) => void }) {
  const { me, token } = useSession();
  const [draft, setDraft] = useState<Draft>({});
  const doing = useDoing();
  const { fault } = doing;
  const place = useRef<HTMLFormElement>(null);
  const change = changeOf(policy, draft);
  const nothing = isNothing(change);
  const maySave = me.role === "admin" && policy.managed;
  const faults = useMemo(() => byField(fault), [fault]);
  const form: Form = {
    policy,
    draft,
    faults,
    change: (name, values) => setDraft((last) => ({ ...last, [name]: values })),
  };
  useEffect(() => {
    if (fault !== undefined) {
      place.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    }
  }, [fault]);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (maySave && !nothing) {
      doing.act(async () => {
        taken(await ask<NodePolicy>("POST", `${path}/policy`, token, change));
        setDraft({});
        return say.saved(policy.node);
      });
    }
  };
  const discard = (): void => {
    setDraft({});
    doing.close();
  };
  const news = nothing ? doing.news : "";
  const away = maySave ? policy.node : undefined;
  return (
    <>
      <Standing policy={policy} />
      {!maySave && <Locked policy={policy} admin={me.role === "admin"} />}
      <form ref={place} className="policy-form" onSubmit={save} noValidate>
        <WhenPart form={form} />
        {GROUPS.map(([group, names]) => (
          <Group key={group} form={form} title={say.group[group]} names={names} pairs={group === "limits"} />
        ))}
        {fault !== undefined && <Trouble fault={Object.keys(faults).length > 0 ? new Problem(fault.status, say.notSaved(Object.keys(faults).length), "", "") : fault} />}
        <p role="status" className={news === "" ? "hidden" : "news"}>
          {news}
        </p>
        {maySave && (
          <div className="buttons">
            <button type="submit" className="primary" aria-disabled={doing.busy || nothing}>
              {say.save}
            </button>
            <button type="button" aria-disabled={doing.busy || nothing} onClick={discard}>
              {say.discard}
            </button>
          </div>
        )}
        <p className="as-command">
          <span className="muted">{maySave ? say.commandHere(nothing) : say.commandThere(nothing)}</span>{" "}
          <Command text={commandOf(nothing ? saidAsChange(policy) : change, away)} />
          {!maySave && !nothing && (
            <button type="button" className="small" onClick={discard}>
              {say.discard}
            </button>
          )}
        </p>
      </form>
    </>
  );
}

/** How the machine stands by it now: the one reason to rest, and who tells that somebody uses it. */
function Standing({ policy }: { policy: NodePolicy }) {
  const now = useNow(5_000);
  const { changed, sources } = policy;
  const works = sources.filter((one) => one.works).map((one) => say.source[one.name] ?? one.name);
  const mute = sources.filter((one) => !one.works && one.note !== "");
  return (
    <div className="standing">
      <p role="status">
        {!policy.connected ? say.away : policy.why === undefined ? say.takes : say.rests}
        {policy.connected && policy.why !== undefined && (
          <strong>
            {" "}
            <Said text={policy.why} />
          </strong>
        )}
      </p>
      <p className="muted">
        {sources.length === 0 ? say.noLook : works.length > 0 ? say.sees(works.join(", ")) : say.blind}
        {works.length === 0 &&
          mute.map((one) => (
            <span key={one.name}>
              {" "}
              {say.source[one.name] ?? one.name}: <Said text={one.note} />.
            </span>
          ))}
      </p>
      {changed !== undefined && (
        <p className="muted">
          {say.changedBy(changed.by, ago((now - Date.parse(changed.at)) / 1000))}
          {changed.what !== undefined && (
            <>
              {" "}
              <code>{changed.what}</code>
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** Who can change it, where that is not whoever reads this. */
function Locked({ policy, admin }: { policy: NodePolicy; admin: boolean }) {
  return (
    <div className="locked">
      <p>{policy.managed && !admin ? say.notAdmin : say.notManaged}</p>
      {!policy.managed && (
        <p>
          {say.allow} <Command text="dsg node policy --managed yes" />
        </p>
      )}
    </div>
  );
}

function Group({ form, title, names, pairs }: { form: Form; title: string; names: readonly string[]; pairs: boolean }) {
  const said = names.filter((name) => saidOf(form.policy, form.draft, name).length > 0).length;
  const faulty = names.some((name) => form.faults[name] !== undefined);
  const [open, setOpen] = useState(false);
  return (
    <details className="policy-group" open={open || faulty} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {title} {said > 0 && <span className="changed">{say.changedCount(said)}</span>}
      </summary>
      <div className={pairs ? "policy-fields policy-pairs" : "policy-fields"}>
        {names.map((name) => (
          <Field key={name} form={form} name={name} />
        ))}
      </div>
    </details>
  );
}

/** When tasks may run at all. */
function WhenPart({ form }: { form: Form }) {
  const id = useId();
  const when = whenOf(form.policy, form.draft);
  const fault = form.faults["when"];
  return (
    <div className="policy-when">
      <fieldset aria-describedby={fault === undefined ? undefined : `${id}-fault`}>
        <legend>
          <span className="setting-head">
            {say.when} <Changed form={form} name="when" label={say.when} />
          </span>
        </legend>
        {WHENS.map((word) => (
          <div key={word} className={word === when ? "choice-card chosen" : "choice-card"}>
            <input id={`${id}-${word}`} type="radio" name={`${id}-when`} aria-describedby={`${id}-${word}-hint`} checked={word === when} onChange={() => form.change("when", [word])} />
            <label htmlFor={`${id}-${word}`}>{say.whens[word][0]}</label>
            <span id={`${id}-${word}-hint`} className="muted">
              {say.whens[word][1]}
            </span>
          </div>
        ))}
      </fieldset>
      <Fault id={`${id}-fault`} text={fault} />
      {when === "idle" && (
        <div className="policy-fields">
          {["idle-after", "idle-at-most", "unknown"].map((name) => (
            <Field key={name} form={form} name={name} />
          ))}
        </div>
      )}
      {counts("hours", when) && <HoursPart form={form} needed={when === "schedule"} />}
      <div className="policy-fields">
        <Field form={form} name="snooze" />
      </div>
    </div>
  );
}

/** The hours, painted or typed: one is always what the other says. */
function HoursPart({ form, needed }: { form: Form; needed: boolean }) {
  const id = useId();
  const values = saidOf(form.policy, form.draft, "hours");
  const held = saidOf(form.policy, {}, "hours");
  const week = useMemo(() => weekOf(values), [values]);
  const [typed, setTyped] = useState<string>();
  const fault = form.faults["hours"];
  const shown = typed !== undefined && listOf(typed).join() === values.join() ? typed : values.join(", ");
  const unread = values.filter((text) => part(text) === undefined);
  const paint = (next: Week): void => {
    setTyped(undefined);
    // Painted back as it was, it is in the words that the owner chose.
    form.change("hours", isSame(next, weekOf(held)) && unread.length === 0 ? held : textsOf(next));
  };
  const hours = Math.round(hoursIn(week) * 10) / 10;
  let told: ReactNode = values.length === 0 ? (needed ? say.paintSome : say.allHours) : say.hoursAWeek(hours);
  if (unread.length > 0) {
    told = say.notAnHour(unread[0] ?? "");
  }
  return (
    <div className="policy-hours" role="group" aria-labelledby={`${id}-title`}>
      <p className="setting-head" id={`${id}-title`}>
        <strong>{say.hours}</strong> <Changed form={form} name="hours" label={say.hours} />
      </p>
      <p id={`${id}-how`} className="hint muted">
        {say.how}
      </p>
      <div className="buttons">
        {PRESETS.map(([word, parts]) => (
          <button key={word} type="button" className="small" onClick={() => paint(weekOf(parts))}>
            {say.preset[word]}
          </button>
        ))}
      </div>
      <WeekGrid week={week} change={paint} describedBy={`${id}-how`} />
      <div className="setting wide">
        <label htmlFor={`${id}-text`}>{say.asText}</label>
        <input
          id={`${id}-text`}
          type="text"
          autoComplete="off"
          spellCheck={false}
          placeholder={say.hoursExample}
          value={shown}
          aria-describedby={`${id}-told${fault === undefined ? "" : ` ${id}-fault`}`}
          aria-invalid={fault === undefined && unread.length === 0 ? undefined : true}
          onChange={(event) => {
            setTyped(event.target.value);
            form.change("hours", listOf(event.target.value));
          }}
        />
        <Fault id={`${id}-fault`} text={fault} />
        <p id={`${id}-told`} className="hint muted" role="status">
          {told}
        </p>
      </div>
    </div>
  );
}
