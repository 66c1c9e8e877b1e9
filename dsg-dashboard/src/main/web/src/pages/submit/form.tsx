// SPDX-License-Identifier: Apache-2.0
import { useId } from "react";
import type { Param } from "../../model";
import { texts } from "../../texts";

const say = texts.submit;

/** A field for each parameter that the job file declares; what is left empty is as the file says. */
export function ParamForm(props: {
  params: readonly Param[];
  values: Readonly<Record<string, string>>;
  change: (name: string, value: string) => void;
}) {
  const { params, values, change } = props;
  if (params.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="params">
      <h2 id="params">{say.params}</h2>
      <p className="muted">{say.paramsHint}</p>
      <div className="param-form">
        {params.map((param) => (
          <Field key={param.name} param={param} value={values[param.name] ?? ""} change={(value) => change(param.name, value)} />
        ))}
      </div>
    </section>
  );
}

/** What is said below the field: what it is, what it can be, what it is if it is left empty. */
function hints(param: Param): string[] {
  const { min = "", max = "" } = param;
  return [
    param.help,
    min === "" && max === "" ? "" : say.range(min, max),
    param.default === undefined ? say.needed : param.type === "bool" || param.type === "choice" ? "" : say.byDefault(param.default),
  ].filter((one) => one !== "");
}

function Field({ param, value, change }: { param: Param; value: string; change: (value: string) => void }) {
  const id = useId();
  const told = hints(param);
  const common = {
    id,
    value,
    required: param.default === undefined,
    "aria-describedby": told.length === 0 ? undefined : `${id}-hint`,
  };
  return (
    <div className="param">
      <label htmlFor={id}>
        <bdi>{param.name}</bdi>
      </label>
      {param.type === "bool" || param.type === "choice" ? (
        <select {...common} onChange={(event) => change(event.target.value)}>
          <option value="">{say.asTheFileSays(word(param, param.default ?? ""))}</option>
          {choicesOf(param).map((one) => (
            <option key={one} value={one}>
              {word(param, one)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          type={param.type === "int" || param.type === "float" ? "number" : "text"}
          step={param.type === "int" ? 1 : param.type === "float" ? "any" : undefined}
          min={param.min}
          max={param.max}
          placeholder={param.default}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change(event.target.value)}
        />
      )}
      {told.length > 0 && (
        <p id={`${id}-hint`} className="muted">
          <bdi>{told.join("; ")}</bdi>
        </p>
      )}
    </div>
  );
}

const choicesOf = (param: Param): readonly string[] => (param.type === "bool" ? ["true", "false"] : (param.choices ?? []).filter((one) => one !== ""));

const word = (param: Param, value: string): string =>
  param.type === "bool" && value !== "" ? (value === "true" ? say.yes : say.no) : value;
