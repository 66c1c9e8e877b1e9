// SPDX-License-Identifier: Apache-2.0
import type { NodeState } from "../../model";

/** What holds of one setting; what is private has no values for whoever may not see them. */
export interface Entry {
  readonly name: string;
  readonly values?: readonly string[];
  readonly said?: boolean;
  readonly usual: string;
  readonly usual_always: string;
  readonly several: boolean;
  readonly from_afar: boolean;
  readonly form: string;
}

/** What the owner of a machine allows, as REST tells it. */
export interface NodePolicy {
  readonly node: string;
  readonly managed: boolean;
  readonly connected: boolean;
  readonly at: string;
  readonly state: NodeState;
  readonly why?: string;
  readonly settings: readonly Entry[];
  readonly changed?: { readonly by: string; readonly at: string; readonly what?: string };
  readonly sources: readonly { readonly name: string; readonly works: boolean; readonly note: string }[];
}

/** What somebody has typed so far, by setting; no values: it is to hold as usual. */
export type Draft = Readonly<Record<string, readonly string[]>>;

/** What is to be sent. */
export interface Change {
  readonly set: Readonly<Record<string, readonly string[]>>;
  readonly unset: readonly string[];
}

/** These have no meaning but with some of the answers to `when`. */
const ONLY_WITH: Readonly<Record<string, readonly string[]>> = { hours: ["schedule", "idle"], "idle-at-most": ["idle"] };

export const entryOf = (policy: NodePolicy, name: string): Entry | undefined => policy.settings.find((one) => one.name === name);

/** What is said of a setting, in the draft or else by the owner; nothing: it holds as usual. */
export function saidOf(policy: NodePolicy, draft: Draft, name: string): readonly string[] {
  const entry = entryOf(policy, name);
  return draft[name] ?? (entry?.said === true ? (entry.values ?? []) : []);
}

export const whenOf = (policy: NodePolicy, draft: Draft): string => saidOf(policy, draft, "when")[0] ?? entryOf(policy, "when")?.usual ?? "always";

export const counts = (name: string, when: string): boolean => ONLY_WITH[name]?.includes(when) ?? true;

/** What holds of a setting of which nothing is said. */
export const usualOf = (entry: Entry, when: string): string => (when === "always" && entry.name !== "when" ? entry.usual_always : entry.usual);

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);

/** What of the draft is other than what holds, and what means nothing any more. */
export function changeOf(policy: NodePolicy, draft: Draft): Change {
  const when = whenOf(policy, draft);
  const set: Record<string, readonly string[]> = {};
  const unset: string[] = [];
  for (const { name } of policy.settings) {
    const before = saidOf(policy, {}, name);
    const after = counts(name, when) ? saidOf(policy, draft, name) : [];
    if (!isSame(before, after)) {
      if (after.length === 0) {
        unset.push(name);
      } else {
        set[name] = after;
      }
    }
  }
  return { set, unset };
}

export const isNothing = (change: Change): boolean => Object.keys(change.set).length === 0 && change.unset.length === 0;

/** All that was said, as a change from nothing. */
export function saidAsChange(policy: NodePolicy): Change {
  const said = policy.settings.filter((entry) => entry.said === true && entry.from_afar && entry.name !== "snooze");
  return { set: Object.fromEntries(said.map((entry) => [entry.name, entry.values ?? []])), unset: [] };
}

const quoted = (word: string): string => (/^[\w.,:%+@/=-]+$/.test(word) ? word : `"${word.replaceAll(/["\\$`]/g, "\\$&")}"`);

/** What to type for it, at the machine itself or, with its name, elsewhere. */
export function commandOf(change: Change, node?: string): string {
  const words = [
    ...Object.entries(change.set).flatMap(([name, values]) => values.map((value) => `--${name} ${quoted(value)}`)),
    ...change.unset.map((name) => `--${name} usual`),
  ];
  return ["dsg node policy", ...(node === undefined ? [] : [quoted(node)]), ...words].join(" ");
}

/** What is typed into one field for several values: with commas between. */
export const listOf = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
