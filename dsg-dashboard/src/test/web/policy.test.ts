// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { emptyWeek, filled, hoursIn, isSame, painted, part, textsOf, weekOf } from "../../main/web/src/pages/policy/hours";
import { changeOf, commandOf, isNothing, saidAsChange, usualOf, whenOf, type Entry, type NodePolicy } from "../../main/web/src/pages/policy/policy";
import { de } from "../../main/web/src/texts/de";
import { en } from "../../main/web/src/texts/en";

const same = (texts: string[], written: string[]): void => {
  expect(textsOf(weekOf(texts))).toEqual(written);
  expect(isSame(weekOf(written), weekOf(texts)), written.join()).toBe(true);
};

describe("the hours of a week", () => {
  it("are read as the node reads them", () => {
    expect(part("mon-fri 18:00-07:00")).toEqual({ days: [0, 1, 2, 3, 4], from: 18 * 60, to: 7 * 60 });
    expect(part("SAT sun")).toEqual({ days: [5, 6], from: 0, to: 0 });
    expect(part("sat-mon 9:30-24:00")).toEqual({ days: [5, 6, 0], from: 9 * 60 + 30, to: 0 });
    for (const none of ["", "someday", "mon-tue-wed", "mon 25:00-26:00", "18:00-07:00 mon", "mon 18:00"]) {
      expect(part(none), none).toBeUndefined();
    }
  });

  it("go past midnight into the next day, also from sunday into monday", () => {
    const week = weekOf(["fri sun 22:00-02:00"]);
    expect(filled(week, 4, 22)).toBe("all");
    expect(filled(week, 5, 1)).toBe("all");
    expect(filled(week, 5, 2)).toBe("none");
    expect(filled(week, 0, 1)).toBe("all");
    expect(filled(weekOf(["mon 09:30-11:00"]), 0, 9)).toBe("some");
    expect(hoursIn(week)).toBe(8);
  });

  it("are written as people write them, and mean the same", () => {
    same(["mon-fri 18:00-08:00", "sat sun"], ["mon-fri 18:00-08:00", "sat sun"]);
    same(["22:00-06:00"], ["22:00-06:00"]);
    same(["sat sun"], ["sat sun"]);
    same(["mon-sun"], ["mon-sun"]);
    same(["mon wed 08:00-12:00", "wed 13:00-14:30"], ["mon wed 08:00-12:00", "wed 13:00-14:30"]);
    same(["fri 20:00-24:00"], ["fri 20:00-24:00"]);
    same(["mon 00:00-05:00"], ["mon 00:00-05:00"]);
    same(["mon 23:00-01:00", "tue 22:00-24:00"], ["mon 23:00-01:00", "tue 22:00-24:00"]);
    same(["sun-thu 20:00-06:00"], ["mon-thu sun 20:00-06:00"]);
    same(["sun 12:00-24:00", "mon 00:00-18:00", "sat"], ["mon 00:00-18:00", "sat", "sun 12:00-24:00"]);
    same([], []);
  });

  it("mean the same after they were written, whatever was painted", () => {
    let seed = 7;
    const dice = (sides: number): number => (seed = (seed * 48271) % 2147483647) % sides;
    for (let round = 0; round < 200; round++) {
      let week = emptyWeek();
      for (let stroke = 0; stroke < 8; stroke++) {
        const [day, hour, long] = [dice(7), dice(24), 1 + dice(30)];
        const cells = Array.from({ length: long }, (_, index): [number, number] => {
          const at = day * 24 + hour + index;
          return [Math.floor(at / 24) % 7, at % 24];
        });
        week = painted(week, cells, dice(4) > 0);
      }
      const written = textsOf(week);
      expect(isSame(weekOf(written), week), `${round}: ${written.join(", ")}`).toBe(true);
    }
  });
});

const entry = (name: string, more: Partial<Entry>): Entry => ({
  name,
  values: [],
  said: false,
  usual: "",
  usual_always: more.usual ?? "",
  several: false,
  from_afar: true,
  form: "X",
  ...more,
});

const POLICY: NodePolicy = {
  node: "den-pc",
  managed: true,
  connected: true,
  at: "2026-11-27T10:00:00Z",
  state: "ready",
  settings: [
    entry("when", { values: ["schedule"], said: true, usual: "always" }),
    entry("hours", { values: ["sat sun"], said: true, several: true }),
    entry("on-battery", { values: ["rest"], usual: "rest", usual_always: "work" }),
    entry("exclusive", { values: ["steam", "zoom*"], said: true, several: true }),
    entry("isolation", { values: ["bare"], said: true, usual: "sandbox", from_afar: false }),
    entry("snooze", { values: ["2026-11-27T12:00:00Z"], said: true, usual: "none" }),
  ],
  sources: [],
};

describe("what is changed of a policy", () => {
  it("is only what is other than before, and typed as a command", () => {
    expect(isNothing(changeOf(POLICY, { when: ["schedule"], hours: ["sat sun"] }))).toBe(true);
    const change = changeOf(POLICY, { hours: ["mon-fri 18:00-08:00", "sun"], exclusive: [], "on-battery": ["60%"] });
    expect(change).toEqual({ set: { hours: ["mon-fri 18:00-08:00", "sun"], "on-battery": ["60%"] }, unset: ["exclusive"] });
    expect(commandOf(change)).toBe('dsg node policy --hours "mon-fri 18:00-08:00" --hours sun --on-battery 60% --exclusive usual');
    expect(commandOf(change, "den-pc")).toContain("dsg node policy den-pc --hours");
  });

  it("takes the hours back where they would mean nothing", () => {
    expect(changeOf(POLICY, { when: ["always"] })).toEqual({ set: { when: ["always"] }, unset: ["hours"] });
    expect(changeOf(POLICY, { when: ["idle"] })).toEqual({ set: { when: ["idle"] }, unset: [] });
  });

  it("is quoted so that a shell leaves it as it is", () => {
    expect(commandOf({ set: { exclusive: ["zoom*", 'a"b', "$HOME"] }, unset: [] })).toBe(
      'dsg node policy --exclusive "zoom*" --exclusive "a\\"b" --exclusive "\\$HOME"',
    );
  });

  it("shows what was said without what only the machine can say", () => {
    expect(commandOf(saidAsChange(POLICY))).toBe('dsg node policy --when schedule --hours "sat sun" --exclusive steam --exclusive "zoom*"');
  });

  it("knows what is usual with each answer to when", () => {
    const battery = POLICY.settings[2];
    expect(battery === undefined ? [] : [usualOf(battery, "idle"), usualOf(battery, "always")]).toEqual(["rest", "work"]);
    expect(whenOf(POLICY, {})).toBe("schedule");
    expect(whenOf(POLICY, { when: [] })).toBe("always");
  });
});

describe("the settings", () => {
  it("have a name in each language, the same ones", () => {
    expect(Object.keys(de.policy.setting)).toEqual(Object.keys(en.policy.setting));
  });
});
