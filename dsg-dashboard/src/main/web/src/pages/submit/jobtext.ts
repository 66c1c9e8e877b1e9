// SPDX-License-Identifier: Apache-2.0

/** A key that stages of a type have, as REST tells it. */
export interface TypeKey {
  readonly name: string;
  readonly kind: "text" | "texts" | "file" | "whole" | "flag" | "command";
  readonly required: boolean;
  readonly choices?: readonly string[];
  readonly help: string;
  readonly example: string;
}

/** A kind of task, and what a stage of it may say beside what all stages may. */
export interface TaskType {
  readonly name: string;
  readonly help: string;
  readonly keys: readonly TypeKey[];
}

/** What every job may say beside the keys of its type, in the order in which it is asked for. */
export const COMMON = ["name", "vary", "values", "out", "cores", "memory", "time"] as const;
export type Common = (typeof COMMON)[number];

/** What was filled in, by its key; keys of a type have its name in front. */
export type Filled = Readonly<Record<string, string>>;

/** Under which word a type's key is filled in: `run` of two types is not the same. */
export const fieldOf = (type: TaskType, key: TypeKey): string => `${type.name}.${key.name}`;

const PLAIN = /^[A-Za-z_./](?:[\w./ -]*[\w./-])?$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[smhd]|[KMGT]i?B)?$/;
/** What YAML would not take for a text. */
const OTHER = /^(?:true|false|yes|no|on|off|null|y|n|\.(?:inf|nan))$/i;

/** A text as YAML writes it on one line; JSON's strings are YAML's. */
const scalar = (text: string): string => (NUMBER.test(text) || (PLAIN.test(text) && !OTHER.test(text)) ? text : JSON.stringify(text));

const list = (texts: readonly string[]): string => `[${texts.map(scalar).join(", ")}]`;

const pieces = (text: string, between: RegExp): string[] =>
  text
    .split(between)
    .map((one) => one.trim())
    .filter((one) => one !== "");

function command(name: string, text: string): string[] {
  return !text.includes("\n") && PLAIN.test(text) ? [`${name}: ${text}`] : [`${name}: |`, ...text.split("\n").map((line) => `  ${line}`.trimEnd())];
}

function keyLines(key: TypeKey, text: string): string[] {
  switch (key.kind) {
    case "command":
      return command(key.name, text);
    case "texts":
      return [`${key.name}: ${list(pieces(text, /\n/))}`];
    case "flag":
      return [`${key.name}: ${text}`];
    case "whole":
    case "file":
    case "text":
      return [`${key.name}: ${scalar(text)}`];
  }
}

/** `1..8` is a range; what is between commas is a list. */
const values = (text: string): string => (/\d *\.\. *-?\.?\d/.test(text) ? `{range: ${JSON.stringify(text)}}` : list(pieces(text, /[,\n]/)));

/** The job file of one stage that says what was filled in; what is empty is left out. A job's name has no blanks. */
export function jobText(type: TaskType, filled: Filled): string {
  const of = (key: Common): string => filled[key]?.trim() ?? "";
  const said = type.keys.flatMap((key) => {
    const text = filled[fieldOf(type, key)]?.trim() ?? "";
    return text === "" ? [] : keyLines(key, text);
  });
  const resources = (["cores", "memory"] as const).filter((key) => of(key) !== "").map((key) => `${key}: ${scalar(of(key))}`);
  return [
    "dsg: 1",
    ...(of("name") === "" ? [] : [`name: ${scalar(of("name").replaceAll(/\s+/g, "-"))}`]),
    ...(of("vary") === "" ? [] : [`sweep: {grid: {${of("vary")}: ${values(of("values"))}}}`]),
    ...said,
    ...(of("out") === "" ? [] : [`out: ${list(pieces(of("out"), /[,\n]/))}`]),
    ...(resources.length === 0 ? [] : [`resources: {${resources.join(", ")}}`]),
    ...(of("time") === "" ? [] : [`time: ${scalar(of("time"))}`]),
    "",
  ].join("\n");
}

/** The keys that have to be filled in and are not. */
export const lackingOf = (type: TaskType, filled: Filled): TypeKey[] =>
  type.keys.filter((key) => key.required && (filled[fieldOf(type, key)] ?? "").trim() === "");
