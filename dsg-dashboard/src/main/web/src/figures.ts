// SPDX-License-Identifier: Apache-2.0
// Makes of what the grid keeps over time what pictures and sentences are made of.

export const SPANS = ["1h", "6h", "24h", "7d"] as const;
export type Span = (typeof SPANS)[number];

export type Values = readonly (number | null)[];

/** Figures over time: point `i` is about the `step_s` seconds from `from + i * step_s` on; the last ends at `at`. */
export interface History {
  readonly span: Span;
  readonly at: string;
  readonly from: string;
  readonly step_s: number;
  readonly figures: Readonly<Record<string, Values>>;
}

/** A point that is younger than this share of its time says nothing of how much happens in a minute. */
const LEAST_SHARE = 0.2;

const figure = (history: History, name: string): Values => history.figures[name] ?? [];

/** When each point begins, in seconds since 1970. */
export function times(history: History): number[] {
  const from = Date.parse(history.from) / 1000;
  return (Object.values(history.figures)[0] ?? []).map((_, index) => from + index * history.step_s);
}

/** For how many seconds of each point it is known how it was: all of them, but for the last. */
function lengths(history: History): number[] {
  const at = Date.parse(history.at) / 1000;
  return times(history).map((time) => Math.min(history.step_s, Math.max(0, at - time)));
}

/** What is counted, as so many in a minute. */
export function perMinute(history: History, name: string): Values {
  const long = lengths(history);
  return figure(history, name).map((value, index) => {
    const seconds = long[index] ?? 0;
    return value === null || seconds < LEAST_SHARE * history.step_s ? null : (value * 60) / seconds;
  });
}

/** How much happened since this moment, in seconds since 1970. */
export function since(history: History, name: string, moment: number): number {
  const all = times(history);
  return figure(history, name).reduce<number>((sum, value, index) => sum + ((all[index] ?? 0) >= moment ? (value ?? 0) : 0), 0);
}

/** What something that is a mean comes to in hours since this moment: of cores, core-hours. */
export function hoursSince(history: History, name: string, moment: number): number {
  const all = times(history);
  const long = lengths(history);
  return figure(history, name).reduce<number>(
    (sum, value, index) => sum + ((all[index] ?? 0) >= moment ? ((value ?? 0) * (long[index] ?? 0)) / 3600 : 0),
    0,
  );
}

/** When the day of this moment began where the browser is, in seconds since 1970. */
export function startOfDay(moment: string): number {
  const day = new Date(moment);
  day.setHours(0, 0, 0, 0);
  return day.getTime() / 1000;
}

/** Whether there is anything to draw. */
export const isKnown = (values: Values): boolean => values.some((value) => value !== null);

/** Lowest, highest and newest of what is known. */
export function extent(values: Values): { least: number; most: number; last: number } | undefined {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  return last === undefined ? undefined : { least: Math.min(...known), most: Math.max(...known), last };
}

/** Where a key leads among so many points; undefined if it leads nowhere. */
export function pointBeside(key: string, now: number | undefined, points: number): number | undefined {
  const last = points - 1;
  const from = now ?? points;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, from - 1);
    case "ArrowRight":
      return Math.min(last, from + 1);
    case "PageUp":
      return Math.max(0, from - 10);
    case "PageDown":
      return Math.min(last, from + 10);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

/** A line of points, each with its own place. */
export interface Line {
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** Lines with the places of all of them; where a line has no point, it goes on. */
export function joined(lines: readonly Line[]): { x: number[]; values: (number | null)[][] } {
  const x = [...new Set(lines.flatMap((line) => line.at))].toSorted((a, b) => a - b);
  const place = new Map(x.map((value, index) => [value, index]));
  const values = lines.map((line) => {
    const row: (number | null)[] = x.map(() => null);
    line.at.forEach((at, index) => (row[place.get(at) ?? 0] = line.values[index] ?? null));
    return row;
  });
  return { x, values };
}

/** The names of parameters that are numbers in each of these tasks, and not all the same. */
export function numericNames(tasks: readonly { readonly values?: Readonly<Record<string, string>> }[]): string[] {
  const names = Object.keys(tasks[0]?.values ?? {});
  return names.filter((name) => {
    const all = tasks.map((task) => task.values?.[name] ?? "");
    return all.every((text) => text.trim() !== "" && Number.isFinite(Number(text))) && new Set(all.map(Number)).size > 1;
  });
}
