// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState, type DragEvent, type ReactNode } from "react";
import { problem, Problem } from "../api";
import { useAsk, useSession } from "../ask";
import { AskFirst, Outcome, useDoing } from "../doing";
import type { Mistake } from "../model";
import { Empty, Trouble } from "../parts";
import { go, jobPath } from "../router";
import type { Session } from "../session";
import { texts } from "../texts";
import { NOTHING_CHECKED, useCheck, type Check } from "./submit/check";
import { ChoicesHere } from "./submit/choices";
import { choicesAt, type Schema } from "./submit/complete";
import { useJobDraft, type JobDraft } from "./submit/draft";
import { Editor, isError, Mistakes, type EditorHandle } from "./submit/editor";
import { FilesNamed, isReady, pickedOf, PickButton } from "./submit/files";
import { ParamForm } from "./submit/form";
import { handIn, newKey } from "./submit/handin";
import { given, keyOf, useHeld } from "./submit/held";
import { PlanView, planSentence } from "./submit/plan";
import { TEMPLATE_NAMES, TEMPLATES } from "./submit/templates";
import { TypeForm } from "./submit/typeform";

const say = texts.submit;
const TEXT_MAX = 4 * 1024 * 1024;
const TOO_MANY_TASKS = "E110";

/** Where a job is written, looked at, and handed in. */
export function SubmitPage() {
  const session = useSession();
  return (
    <>
      <h1>{say.title}</h1>
      {session.me.role === "viewer" ? (
        <Empty title={say.mayNot}>
          <p>{say.mayNotHint(session.me.name)}</p>
        </Empty>
      ) : (
        <Writing session={session} />
      )}
    </>
  );
}

/** A submission as REST takes it; parameters that the file does not declare any more are left out. */
function bodyOf(draft: JobDraft, check: Check, held: Parameters<typeof given>[0]): string | undefined {
  if (draft.text.trim() === "") {
    return undefined;
  }
  const declared = new Set(check.params.map((param) => param.name));
  const params = Object.fromEntries(Object.entries(draft.params).filter(([name, value]) => declared.has(name) && value !== ""));
  return JSON.stringify({ file: draft.file, text: draft.text, params, large: draft.large, ...given(held) });
}

function Writing({ session }: { session: Session }) {
  const [draft, change, forget] = useJobDraft(session.me.name);
  const holding = useHeld();
  const [known, setKnown] = useState(NOTHING_CHECKED);
  const { held } = holding;
  const body = useMemo(
    () => bodyOf(draft, known, held),
    [draft, known, held],
  );
  const { check, asking, tell } = useCheck(body);
  if (known !== check) {
    setKnown(check);
  }
  const editor = useRef<EditorHandle>(null);
  const schema = useAsk<Schema>("/api/v1/schema").answer;
  const [caret, setCaret] = useState(0);
  const here = useMemo(
    () => (schema === undefined ? undefined : choicesAt(schema, draft.text, Math.min(caret, draft.text.length))),
    [schema, draft.text, caret],
  );
  const choices = useRef<HTMLUListElement>(null);
  const doing = useDoing();
  const [sending, setSending] = useState("");
  const last = useRef({ body: "", key: "" });
  const goTo = (one: Mistake): void => editor.current?.goTo(one.line, one.column);
  const submit = (): void => {
    if (body === undefined || doing.busy) {
      return;
    }
    doing.act(async () => {
      if ([...held.values()].some((one) => check.named.includes(one.wanted.path) && one.fault === undefined && !isReady(one))) {
        throw new Problem(0, say.stillReading, say.stillReadingWhy, say.stillReadingMend);
      }
      // If its answer gets lost, the same is sent again under the same key, and is the same job.
      last.current = last.current.body === body ? last.current : { body, key: newKey() };
      setSending(say.handingIn);
      try {
        const { key } = last.current;
        const job = await handIn(body, key, session.token, holding.byHash, (name, number, all) => setSending(say.sending(name, number, all)));
        forget();
        go(jobPath(job.id));
      } catch (thrown) {
        const fault = problem(thrown);
        tell(fault);
        throw fault;
      } finally {
        setSending("");
      }
    });
  };
  useControlEnter(submit);
  const open = (file: File): void =>
    doing.act(async () => {
      change({ text: (await file.slice(0, TEXT_MAX).text()).replaceAll("\r\n", "\n"), file: file.name, params: {}, large: false });
    });
  const drop = (files: readonly File[]): void => {
    const wanted = [...check.wanted, ...[...held.values()].map((one) => one.wanted)];
    const job = files.find((file) => /\.(ya?ml|json)$/i.test(file.name));
    if (holding.pick(wanted, pickedOf(files)) === 0 && job !== undefined) {
      open(job);
    }
  };
  return (
    <DropPlace drop={drop}>
      <p className="lead">{say.lead}</p>
      <Begin draft={draft} change={change} open={open} />
      <div className="submit">
        <div className="submit-text">
          <Editor
            text={draft.text}
            change={(text) => change({ text })}
            mistakes={check.mistakes}
            caret={setCaret}
            asked={() => choices.current?.querySelector("button")?.focus()}
            describedBy="editor-hint checked"
            handle={editor}
          />
          <p id="editor-hint" className="muted">
            {say.editorHint}
          </p>
          <Checked draft={draft} check={check} asking={asking} lacking={check.wanted.filter((one) => !held.has(keyOf(one))).length} />
          <Mistakes mistakes={check.mistakes} goTo={goTo} />
          {here !== undefined && (
            <ChoicesHere
              here={here}
              take={(choice) => editor.current?.write(here.from, choice.insert)}
              leave={() => editor.current?.focus()}
              list={choices}
            />
          )}
        </div>
        <div className="submit-form">
          <ParamForm
            params={check.params}
            values={draft.params}
            change={(name, value) => change({ params: { ...draft.params, [name]: value } })}
          />
          {(draft.large || check.mistakes.some((one) => one.code === TOO_MANY_TASKS)) && (
            <label className="check">
              <input type="checkbox" checked={draft.large} onChange={(event) => change({ large: event.target.checked })} /> {say.large}
            </label>
          )}
          <FilesNamed wanted={check.wanted} named={check.named} holding={holding} />
          <section aria-labelledby="plan">
            <h2 id="plan">{say.plan}</h2>
            {check.plan === undefined ? <p className="muted">{say.planNone}</p> : <PlanView plan={check.plan} />}
          </section>
          <div className="buttons">
            <button type="button" className="primary" disabled={body === undefined} aria-disabled={doing.busy} onClick={submit}>
              {say.handIn}
            </button>
          </div>
          <p role="status" className={sending === "" ? "hidden" : "muted"}>
            {sending}
          </p>
          <Outcome doing={doing} />
        </div>
      </div>
    </DropPlace>
  );
}

/** One line on what the grid says of it, also for whoever does not see the marks. */
function Checked(props: { draft: JobDraft; check: Check; asking: boolean; lacking: number }) {
  const { draft, check, asking, lacking } = props;
  const errors = check.mistakes.filter(isError).length;
  const parts = [
    check.mistakes.length > 0 ? `${say.mistakes(errors, check.mistakes.length - errors)}.` : "",
    lacking > 0 ? say.lacking(lacking) : "",
    check.plan === undefined ? "" : errors === 0 && check.mistakes.length === 0 ? say.noMistakes : "",
    check.plan === undefined ? "" : planSentence(check.plan),
  ];
  const told = parts.filter((part) => part !== "").join(" ");
  return (
    <>
      <p id="checked" role="status" className="checked">
        {draft.text.trim() === "" ? say.empty : told === "" && asking ? say.checking : told}
      </p>
      {check.fault !== undefined && <Trouble fault={check.fault} />}
    </>
  );
}

/** Job files to begin with; whoever has written something is asked before it is replaced. */
function Begin({ draft, change, open }: { draft: JobDraft; change: (next: Partial<JobDraft>) => void; open: (file: File) => void }) {
  const own = draft.text.trim() !== "" && !TEMPLATE_NAMES.some((name) => TEMPLATES[name] === draft.text);
  const take = (text: string): void => change({ text, file: "job.yaml", params: {}, large: false });
  const button = (word: string, text: string): ReactNode =>
    own ? (
      <AskFirst key={word} small word={word} title={say.replace} busy={false} act={() => take(text)}>
        <p>{say.replaceHint}</p>
      </AskFirst>
    ) : (
      <button key={word} type="button" className="small" onClick={() => take(text)}>
        {word}
      </button>
    );
  return (
    <>
      <div className="begin" role="group" aria-labelledby="begin">
        <span id="begin" className="muted">
          {say.begin}
        </span>
        {TEMPLATE_NAMES.map((name) => button(say.templates[name], TEMPLATES[name]))}
        <PickButton small word={say.open} accept=".yaml,.yml,.json" take={(files) => files[0] !== undefined && open(files[0])} />
      </div>
      <TypeForm write={button} />
    </>
  );
}

/** Control and Enter, wherever the keyboard is on this page. */
function useControlEnter(act: () => void): void {
  const now = useRef(act);
  useEffect(() => {
    now.current = act;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && document.querySelector("dialog[open]") === null) {
        event.preventDefault();
        now.current();
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

/** Takes files that are dropped anywhere on the page. */
function DropPlace({ drop, children }: { drop: (files: readonly File[]) => void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  return (
    <div
      className={over ? "drop drop-over" : "drop"}
      onDragOver={(event) => {
        if (hasFiles(event)) {
          event.preventDefault();
          setOver(true);
        }
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (hasFiles(event)) {
          event.preventDefault();
          drop([...event.dataTransfer.files]);
        }
      }}
    >
      {children}
    </div>
  );
}
