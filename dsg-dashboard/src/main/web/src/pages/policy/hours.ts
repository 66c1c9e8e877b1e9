// SPDX-License-Identifier: Apache-2.0
// Parts of the week as people type them (`mon-fri 18:00-07:00`, `sat sun`), and the week as minutes, which can be
// painted. What goes past midnight belongs to the day on which it begins; Monday is the first.

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const HOURS = 24;
const DAY_MIN = 24 * 60;
const WEEK_MIN = 7 * DAY_MIN;

/** For each minute of the week whether it is in it. */
export type Week = Uint8Array;

export const emptyWeek = (): Week => new Uint8Array(WEEK_MIN);

interface Part {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

const minute = (text: string): number | undefined => {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text);
  const hour = Number(found?.[1]);
  const rest = Number(found?.[2]);
  return found === null || hour > 24 || rest > 59 || (hour === 24 && rest > 0) ? undefined : (hour % 24) * 60 + rest;
};

function daysOf(word: string): number[] | undefined {
  const ends = word.split("-");
  const first = DAYS.findIndex((day) => day === ends[0]);
  const last = DAYS.findIndex((day) => day === ends.at(-1));
  if (ends.length > 2 || first < 0 || last < 0) {
    return undefined;
  }
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
}

/** Reads one part of a week as the node does; none if it is not one. */
export function part(text: string): Part | undefined {
  const days: number[] = [];
  let times: [number, number] | undefined;
  for (const word of text.trim().toLowerCase().split(/\s+/)) {
    const between = /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})$/.exec(word);
    if (between !== null && times === undefined) {
      const from = minute(between[1] ?? "");
      const to = minute(between[2] ?? "");
      if (from === undefined || to === undefined) {
        return undefined;
      }
      times = [from, to];
    } else {
      const more = times === undefined ? daysOf(word) : undefined;
      if (more === undefined) {
        return undefined;
      }
      days.push(...more);
    }
  }
  const [from, to] = times ?? [0, 0];
  return { days: days.length === 0 ? DAYS.map((_, day) => day) : days, from, to };
}

/** The minutes of these parts; what is none of a week is left out. */
export function weekOf(texts: readonly string[]): Week {
  const week = emptyWeek();
  for (const { days, from, to } of texts.map(part).filter((one) => one !== undefined)) {
    const length = (to - from + DAY_MIN) % DAY_MIN || DAY_MIN;
    for (const day of days) {
      for (let passed = 0; passed < length; passed++) {
        week[(day * DAY_MIN + from + passed) % WEEK_MIN] = 1;
      }
    }
  }
  return week;
}

/** How much of an hour is in it: all, some, or none. */
export function filled(week: Week, day: number, hour: number): "all" | "some" | "none" {
  const at = day * DAY_MIN + hour * 60;
  const minutes = week.subarray(at, at + 60).reduce((sum, one) => sum + one, 0);
  return minutes === 60 ? "all" : minutes === 0 ? "none" : "some";
}

/** The same week, these hours painted or wiped out. */
export function painted(week: Week, cells: Iterable<readonly [day: number, hour: number]>, on: boolean): Week {
  const next = week.slice();
  for (const [day, hour] of cells) {
    const at = day * DAY_MIN + hour * 60;
    next.fill(on ? 1 : 0, at, at + 60);
  }
  return next;
}

export const isSame = (one: Week, other: Week): boolean => one.every((value, at) => value === other[at]);

/** How many hours it has. */
export const hoursIn = (week: Week): number => week.reduce((sum, one) => sum + one, 0) / 60;

/** The pieces of one day, as minutes from its midnight. */
function pieces(week: Week, day: number): [number, number][] {
  const found: [number, number][] = [];
  let from = -1;
  for (let at = 0; at <= DAY_MIN; at++) {
    const on = at < DAY_MIN && week[day * DAY_MIN + at] === 1;
    if (on && from < 0) {
      from = at;
    } else if (!on && from >= 0) {
      found.push([from, at]);
      from = -1;
    }
  }
  return found;
}

const clock = (at: number): string => `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;

/** `mon-fri`, `sat sun`, `mon wed-fri`. */
function named(days: readonly number[]): string {
  const words: string[] = [];
  for (let first = 0; first < days.length; ) {
    let last = first;
    while (days[last + 1] === (days[last] ?? 0) + 1) {
      last++;
    }
    const [from, to] = [DAYS[days[first] ?? 0] ?? "", DAYS[days[last] ?? 0] ?? ""];
    words.push(last === first ? from : last === first + 1 ? `${from} ${to}` : `${from}-${to}`);
    first = last + 1;
  }
  return words.join(" ");
}

/** The parts that make this week, as few and as readable as people would write them. */
export function textsOf(week: Week): string[] {
  const byTimes = new Map<string, Set<number>>();
  const add = (day: number, from: number, to: number): void => {
    const key = `${from}-${to}`;
    byTimes.set(key, (byTimes.get(key) ?? new Set()).add(day));
  };
  const perDay = DAYS.map((_, day) => pieces(week, day));
  const isWhole = (day: number): boolean => perDay[day]?.[0]?.[0] === 0 && perDay[day]?.[0]?.[1] === DAY_MIN;
  const evenings: [number, number][] = [];
  const mornings: [number, number][] = [];
  for (const [day, found] of perDay.entries()) {
    const next = (day + 1) % 7;
    for (const [from, to] of found) {
      const morning = perDay[next]?.[0];
      if (from === 0 && to === DAY_MIN) {
        add(day, 0, 0);
      } else if (to === DAY_MIN && isWhole(next)) {
        evenings.push([day, from]);
      } else if (to === DAY_MIN && morning !== undefined && morning[0] === 0 && morning[1] <= from) {
        add(day, from, morning[1]);
      } else if (to === DAY_MIN) {
        evenings.push([day, from]);
      } else if (from === 0 && isWhole((day + 6) % 7)) {
        mornings.push([day, to]);
      } else if (from > 0 || !takesMorning(perDay[(day + 6) % 7], to)) {
        add(day, from, to);
      }
    }
  }
  // What touches a whole day reads like the other nights, where it does: friday's goes on into saturday.
  const nights = (): [number, number][] =>
    [...byTimes.keys()].map((key) => key.split("-").map(Number) as [number, number]).filter(([from, to]) => to !== 0 && to <= from);
  for (const [day, from] of evenings) {
    const night = isWhole((day + 1) % 7) ? nights().find(([begins]) => begins === from) : undefined;
    add(day, from, night?.[1] ?? 0);
  }
  for (const [day, to] of mornings) {
    const before = (day + 6) % 7;
    const night = nights().find(([, ends]) => ends === to);
    if (night === undefined) {
      add(day, 0, to);
    } else {
      add(before, night[0], to);
    }
  }
  return [...byTimes]
    .map(([key, days]) => ({ times: key.split("-").map(Number) as [number, number], days: [...days].toSorted((a, b) => a - b) }))
    .toSorted((a, b) => (a.days[0] ?? 0) - (b.days[0] ?? 0) || a.times[0] - b.times[0])
    .map(({ times: [from, to], days }) => {
      const time = from === 0 && to === 0 ? "" : `${clock(from)}-${to === 0 ? "24:00" : clock(to)}`;
      return days.length === 7 && time !== "" ? time : [named(days), time].filter((one) => one !== "").join(" ");
    });
}

/** Whether the evening before goes on into this morning, which then needs no words of its own. */
function takesMorning(before: readonly (readonly [number, number])[] | undefined, to: number): boolean {
  const evening = before?.at(-1);
  return evening !== undefined && evening[1] === DAY_MIN && evening[0] > 0 && to <= evening[0];
}
