// SPDX-License-Identifier: Apache-2.0

/** So much of a JSON Schema as says which keys and words can stand where. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A key or a word that can stand at a place, what it means, and what is to be typed for it. */
export interface Choice {
  readonly word: string;
  readonly help: string;
  readonly insert: string;
}

/** What can stand at a place of a job file: below which keys it is, and from where on what is there is replaced. */
export interface Choices {
  readonly path: readonly string[];
  readonly from: number;
  readonly choices: readonly Choice[];
}

const KEY = /^( *)(?:- +)?["']?([A-Za-z_][\w.-]*)["']?:(?:\s|$)/;
const NO_CHOICES: Choices = { path: [], from: 0, choices: [] };
/** Of a long file no more is looked at. */
const LINES_MAX = 5_000;

/** What can stand at this place. */
export function choicesAt(schema: Schema, text: string, at: number): Choices {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const head = text.slice(start, at);
  if (head.trimStart().startsWith("#")) {
    return NO_CHOICES;
  }
  const above = text.slice(0, start).split("\n").slice(0, -1).slice(-LINES_MAX);
  const brace = head.lastIndexOf("{");
  if (brace > head.lastIndexOf("}") && head[brace - 1] !== "{") {
    return inBraces(schema, above, head, brace, at);
  }
  const value = /^( *)([A-Za-z_][\w.-]*):\s+(\S*)$/.exec(head);
  if (value !== null) {
    const [, indent = "", key = "", begun = ""] = value;
    const path = [...pathTo(above, indent.length), key];
    return { path, from: at - begun.length, choices: starting(words(schema, path), begun) };
  }
  const key = /^( *)([A-Za-z_]?[\w.-]*)$/.exec(head);
  if (key === null) {
    return NO_CHOICES;
  }
  const [, indent = "", begun = ""] = key;
  const path = pathTo(above, indent.length);
  const below = text.slice(at).split("\n", LINES_MAX).slice(1);
  const there = new Set([...siblings(above.toReversed(), indent.length), ...siblings(below, indent.length)]);
  const free = keys(schema, path, indent.length).filter((one) => !there.has(one.word));
  const whole = path.length > 0 || !there.has("stages") ? free : free.filter((one) => !isOfStages(schema, one.word));
  return { path, from: at - begun.length, choices: starting(whole, begun) };
}

/** A job with stages says in them what one without says at the top. */
const isOfStages = (schema: Schema, key: string): boolean =>
  schema.properties?.[key]?.$ref?.startsWith("#/$defs/stage/") === true;

/** A mapping on one line: `retry: {max: 3, `. */
function inBraces(schema: Schema, above: readonly string[], head: string, brace: number, at: number): Choices {
  const outside = /^( *)([A-Za-z_][\w.-]*):\s*$/.exec(head.slice(0, brace));
  const begun = /(?:^|,)\s*([A-Za-z_]?[\w.-]*)$/.exec(head.slice(brace + 1))?.[1];
  if (outside === null || begun === undefined) {
    return NO_CHOICES;
  }
  const path = [...pathTo(above, outside[1]?.length ?? 0), outside[2] ?? ""];
  const there = new Set([...head.slice(brace + 1).matchAll(/([A-Za-z_][\w.-]*):/g)].map((one) => one[1]));
  const free = keys(schema, path, 0).filter((one) => !there.has(one.word));
  return { path, from: at - begun.length, choices: starting(free.map(onOneLine), begun) };
}

const onOneLine = (one: Choice): Choice => ({ ...one, insert: `${one.word}: ` });

const starting = (all: readonly Choice[], begun: string): readonly Choice[] =>
  all.filter((one) => one.word.startsWith(begun) && one.word !== begun);

/** The keys below which a line with this indent stands. */
function pathTo(above: readonly string[], indent: number): readonly string[] {
  const path: string[] = [];
  let least = indent;
  for (let index = above.length - 1; index >= 0 && least > 0; index--) {
    const key = KEY.exec(above[index] ?? "");
    if (key !== null && (key[1]?.length ?? 0) < least) {
      least = key[1]?.length ?? 0;
      path.unshift(key[2] ?? "");
    }
  }
  return path;
}

/** The keys beside a line with this indent, as far as its block goes. */
function siblings(lines: readonly string[], indent: number): readonly string[] {
  const found: string[] = [];
  for (const line of lines) {
    const text = line.trimStart();
    const deep = line.length - text.length;
    if (text !== "" && !text.startsWith("#") && deep < indent) {
      break;
    }
    const key = deep === indent ? KEY.exec(line)?.[2] : undefined;
    if (key !== undefined) {
      found.push(key);
    }
  }
  return found;
}

/** A schema and all that it may be instead. */
function forms(root: Schema, schema: Schema): readonly Schema[] {
  if (schema.$ref !== undefined) {
    return forms(root, resolved(root, schema.$ref));
  }
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => forms(root, one))];
}

/** What `#/$defs/stage/properties/run` names. */
function resolved(root: Schema, reference: string): Schema {
  let here: unknown = root;
  for (const part of reference.split("/").slice(1)) {
    here = (here as Record<string, unknown>)[part];
  }
  return here as Schema;
}

function formsAt(root: Schema, path: readonly string[]): readonly Schema[] {
  return path.reduce<readonly Schema[]>(
    (here, key) =>
      here.flatMap((one) => {
        const below = one.properties?.[key] ?? (typeof one.additionalProperties === "object" ? one.additionalProperties : undefined);
        return below === undefined ? [] : forms(root, below);
      }),
    forms(root, root),
  );
}

function keys(root: Schema, path: readonly string[], indent: number): readonly Choice[] {
  const found = new Map<string, Choice>();
  for (const form of formsAt(root, path)) {
    for (const [word, below] of Object.entries(form.properties ?? {})) {
      const many = forms(root, below);
      const help = below.description ?? many.find((one) => one.description !== undefined)?.description ?? "";
      const deeper = many.every((one) => one.type === "object" || one.type === undefined) && many.some((one) => one.type === "object");
      found.set(word, { word, help, insert: deeper ? `${word}:\n${" ".repeat(indent + 2)}` : `${word}: ` });
    }
  }
  return [...found.values()];
}

function words(root: Schema, path: readonly string[]): readonly Choice[] {
  const found = new Map<string, Choice>();
  for (const form of formsAt(root, path)) {
    const all = form.enum ?? (form.type === "boolean" ? [true, false] : []);
    for (const word of all.filter((one) => typeof one === "string" || typeof one === "boolean").map(String)) {
      found.set(word, { word, help: form.description ?? "", insert: word });
    }
  }
  return [...found.values()];
}
