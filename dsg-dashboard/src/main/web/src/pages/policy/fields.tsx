// SPDX-License-Identifier: Apache-2.0
import { useId, useState } from "react";
import { moment } from "../../format";
import { Said } from "../../parts";
import { texts } from "../../texts";
import { entryOf, listOf, saidOf, usualOf, whenOf, type Draft, type NodePolicy } from "./policy";

const say = texts.policy;

/** What the fields of the form have in common. */
export interface Form {
  readonly policy: NodePolicy;
  readonly draft: Draft;
  /** What the node has said against what was sent, by setting. */
  readonly faults: Readonly<Record<string, string>>;
  readonly change: (name: string, values: readonly string[]) => void;
}

/** That a value is other than usual, with a way back. */
export function Changed({ form, name, label }: { form: Form; name: string; label: string }) {
  if (saidOf(form.policy, form.draft, name).length === 0) {
    return null;
  }
  return (
    <>
      <span className="changed">{say.changed}</span>
      <button type="button" className="tag-button" aria-label={say.toUsual(label)} title={say.toUsual(label)} onClick={() => form.change(name, [])}>
        ↺
      </button>
    </>
  );
}

/** What the node has said against it; for the field to point to. */
export function Fault({ id, text }: { id: string; text: string | undefined }) {
  return text === undefined ? null : (
    <p id={id} className="fault">
      <Said text={text} />
    </p>
  );
}

/** A field for a setting: words to choose from, or a text; what is left empty holds as usual. */
export function Field({ form, name }: { form: Form; name: string }) {
  const id = useId();
  const entry = entryOf(form.policy, name);
  if (entry === undefined) {
    return null; // the node has another version, and does not know it
  }
  const [label, hint] = say.setting[name] ?? [name, ""];
  const fault = form.faults[name];
  const values = saidOf(form.policy, form.draft, name);
  const usual = usualOf(entry, whenOf(form.policy, form.draft));
  const words = /^[a-z|]+$/.test(entry.form) ? entry.form.split("|") : [];
  const common = {
    id,
    "aria-describedby": `${id}-hint${fault === undefined ? "" : ` ${id}-fault`}`,
    "aria-invalid": fault === undefined ? undefined : true,
  } as const;
  return (
    <div className="setting">
      <span className="setting-head">
        <label htmlFor={id}>{label}</label>
        <Changed form={form} name={name} label={label} />
      </span>
      {entry.values === undefined ? (
        <p id={id} className="muted">
          {say.forAdmins}
        </p>
      ) : words.length > 0 ? (
        <select {...common} value={values[0] ?? ""} onChange={(event) => form.change(name, event.target.value === "" ? [] : [event.target.value])}>
          <option value="">{say.asUsual(say.word[usual] ?? usual)}</option>
          {words.map((word) => (
            <option key={word} value={word}>
              {say.word[word] ?? word}
            </option>
          ))}
        </select>
      ) : (
        <Text common={common} values={values} several={entry.several} usual={usual} change={(next) => form.change(name, next)} />
      )}
      <Fault id={`${id}-fault`} text={fault} />
      <p id={`${id}-hint`} className="hint muted">
        {name === "snooze" && values[0]?.endsWith("Z") === true ? `${say.until(moment(values[0]))} ${hint}` : hint}
      </p>
    </div>
  );
}

function Text(props: { common: object; values: readonly string[]; several: boolean; usual: string; change: (values: readonly string[]) => void }) {
  const { common, values, several, usual, change } = props;
  const [typed, setTyped] = useState<string>();
  const read = (text: string): readonly string[] => (several ? listOf(text) : text.trim() === "" ? [] : [text.trim()]);
  // What is typed stays as it is typed, commas and blanks, as long as it means what the draft says.
  const means = typed === undefined ? undefined : read(typed);
  const fits = means !== undefined && means.length === values.length && means.every((one, index) => one === values[index]);
  return (
    <input
      {...common}
      type="text"
      autoComplete="off"
      spellCheck={false}
      placeholder={usual === "" || usual === "none" ? say.none : usual}
      value={fits ? typed : values.join(", ")}
      onChange={(event) => {
        setTyped(event.target.value);
        change(read(event.target.value));
      }}
    />
  );
}
