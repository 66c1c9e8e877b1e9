// SPDX-License-Identifier: Apache-2.0
import { useId, useState, type ReactNode } from "react";
import { useAsk } from "../../ask";
import { Answer } from "../../parts";
import { texts } from "../../texts";
import { COMMON, fieldOf, jobText, lackingOf, type Common, type Filled, type TaskType, type TypeKey } from "./jobtext";

const say = texts.submit.form;
const EXAMPLES: Readonly<Record<Common, string>> = { name: "pi", vary: "seed", values: "1..8", out: "pi.txt", cores: "2", memory: "2GiB", time: "30m" };

/** A form for whoever would rather not write YAML: the keys of a type of tasks, and what every job may say. It writes a
 * job file of one stage, which can be changed like any other. */
export function TypeForm({ write }: { write: (word: string, text: string) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="type-form" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say.title}</summary>
      {open && <Asked write={write} />}
    </details>
  );
}

function Asked({ write }: { write: (word: string, text: string) => ReactNode }) {
  const asked = useAsk<{ types: readonly TaskType[] }>("/api/v1/types");
  return <Answer asked={asked}>{({ types }) => <Fields types={types} write={write} />}</Answer>;
}

function Fields({ types, write }: { types: readonly TaskType[]; write: (word: string, text: string) => ReactNode }) {
  const [name, setName] = useState("run");
  const [filled, setFilled] = useState<Filled>({});
  const type = types.find((one) => one.name === name) ?? types[0];
  if (type === undefined) {
    return null;
  }
  const change = (key: string, value: string): void => setFilled((last) => ({ ...last, [key]: value }));
  const lacking = lackingOf(type, filled);
  return (
    <>
      <p className="muted">{say.lead}</p>
      <div className="param-form">
        <Row name={say.type} hint={type.help}>
          {(own) => (
            <select {...own} value={type.name} onChange={(event) => setName(event.target.value)}>
              {types.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </Row>
        {type.keys.map((key) => (
          <KeyRow key={fieldOf(type, key)} of={key} value={filled[fieldOf(type, key)] ?? ""} change={(value) => change(fieldOf(type, key), value)} />
        ))}
        {COMMON.map((key) => (
          <CommonRow key={key} of={key} value={filled[key] ?? ""} change={(value) => change(key, value)} />
        ))}
      </div>
      {lacking.length === 0 ? (
        <>
          <pre className="written" aria-label={say.written} tabIndex={0}>
            {jobText(type, filled)}
          </pre>
          <div className="buttons">{write(say.write, jobText(type, filled))}</div>
        </>
      ) : (
        <p className="muted">{say.lacking(lacking.map((key) => key.name).join(", "))}</p>
      )}
    </>
  );
}

interface Own {
  readonly id: string;
  readonly "aria-describedby": string;
}

function Row({ name, hint, children }: { name: string; hint: string; children: (own: Own) => ReactNode }) {
  const id = useId();
  return (
    <div className="param">
      <label htmlFor={id}>
        <bdi>{name}</bdi>
      </label>
      {children({ id, "aria-describedby": `${id}-hint` })}
      <p id={`${id}-hint`} className="muted">
        <bdi>{hint}</bdi>
      </p>
    </div>
  );
}

function KeyRow({ of, value, change }: { of: TypeKey; value: string; change: (value: string) => void }) {
  const { kind, choices, required } = of;
  const words = kind === "flag" ? ["true", "false"] : choices;
  const hint = [of.help, kind === "texts" ? say.onePerLine : "", required ? say.needed : ""].filter((one) => one !== "").join("; ");
  return (
    <Row name={of.name} hint={hint}>
      {(own) =>
        words !== undefined ? (
          <select {...own} value={value} required={required} onChange={(event) => change(event.target.value)}>
            <option value="">{say.unsaid}</option>
            {words.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        ) : kind === "command" || kind === "texts" ? (
          <textarea
            {...own}
            value={value}
            required={required}
            rows={kind === "command" ? 3 : 2}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change(event.target.value)}
          />
        ) : (
          <input
            {...own}
            value={value}
            required={required}
            inputMode={kind === "whole" ? "numeric" : undefined}
            placeholder={placeholder(of)}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change(event.target.value)}
          />
        )
      }
    </Row>
  );
}

/** The example of a key, without the key. */
const placeholder = ({ name, example }: TypeKey): string => (example.startsWith(`${name}: `) ? example.slice(name.length + 2) : example);

function CommonRow({ of, value, change }: { of: Common; value: string; change: (value: string) => void }) {
  const [name, hint] = say.common[of];
  return (
    <Row name={name} hint={hint}>
      {(own) => (
        <input {...own} value={value} placeholder={EXAMPLES[of]} autoComplete="off" spellCheck={false} onChange={(event) => change(event.target.value)} />
      )}
    </Row>
  );
}
