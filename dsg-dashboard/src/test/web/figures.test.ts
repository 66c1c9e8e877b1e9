// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { lookAt } from "../../main/web/src/chart";
import {
  extent,
  hoursSince,
  isKnown,
  joined,
  numericNames,
  perMinute,
  pointBeside,
  since,
  startOfDay,
  times,
  type History,
} from "../../main/web/src/figures";

const HISTORY: History = {
  span: "1h",
  from: "2026-03-02T12:00:00Z",
  at: "2026-03-02T12:00:35Z",
  step_s: 10,
  figures: { done: [2, null, 0, 3], cores: [4, null, 2, 2] },
};
const FROM = Date.parse(HISTORY.from) / 1000;

describe("figures over time", () => {
  it("stand where their time begins", () => {
    expect(times(HISTORY)).toEqual([FROM, FROM + 10, FROM + 20, FROM + 30]);
  });

  it("are so many a minute, of the last point by the time that it has had", () => {
    expect(perMinute(HISTORY, "done")).toEqual([12, null, 0, 36]);
  });

  it("say nothing of a minute that has hardly begun", () => {
    expect(perMinute({ ...HISTORY, at: "2026-03-02T12:00:31Z" }, "done")).toEqual([12, null, 0, null]);
  });

  it("add up from a moment on, and what is not known is nothing", () => {
    expect(since(HISTORY, "done", 0)).toBe(5);
    expect(since(HISTORY, "done", FROM + 10)).toBe(3);
    expect(since(HISTORY, "nothing", 0)).toBe(0);
  });

  it("become hours by how long each point lasted", () => {
    expect(hoursSince(HISTORY, "cores", 0) * 3600).toBeCloseTo(4 * 10 + 2 * 10 + 2 * 5);
  });

  it("begin their day where the browser is", () => {
    const start = new Date(startOfDay("2026-03-02T12:00:00Z") * 1000);
    expect([start.getHours(), start.getMinutes(), start.getSeconds()]).toEqual([0, 0, 0]);
  });

  it("have a lowest, a highest and a last of what is known", () => {
    expect(extent([3, null, 1, 2, null])).toEqual({ least: 1, most: 3, last: 2 });
    expect(extent([null])).toBeUndefined();
    expect(isKnown([null, 0])).toBe(true);
    expect(isKnown([null, null])).toBe(false);
  });
});

describe("points", () => {
  it("are walked by keys, from the newest, and never beyond the ends", () => {
    expect(pointBeside("ArrowLeft", undefined, 5)).toBe(4);
    expect(pointBeside("ArrowLeft", 0, 5)).toBe(0);
    expect(pointBeside("ArrowRight", 4, 5)).toBe(4);
    expect(pointBeside("PageUp", 4, 5)).toBe(0);
    expect(pointBeside("Home", 3, 5)).toBe(0);
    expect(pointBeside("End", 0, 5)).toBe(4);
    expect(pointBeside("j", 0, 5)).toBeUndefined();
  });

  it("of several lines stand together, each where it is", () => {
    const { x, values } = joined([
      { at: [1, 3], values: [10, 30] },
      { at: [2, 3], values: [0.2, 0.3] },
    ]);
    expect(x).toEqual([1, 2, 3]);
    expect(values).toEqual([
      [10, null, 30],
      [null, 0.2, 0.3],
    ]);
  });
});

const of = (lr: string, kind: string, same: string) => ({ values: { lr, kind, same } });

describe("parameters to draw against", () => {
  it("are numbers in every task, and not the same in all", () => {
    expect(numericNames([of("0.1", "a", "1"), of("1e-2", "7", "1.0"), of("3", "b", "1")])).toEqual(["lr"]);
    expect(numericNames([of("0.1", "1", "1"), { values: {} }])).toEqual([]);
    expect(numericNames([])).toEqual([]);
  });
});

describe("lines", () => {
  it("are told apart without their colours", () => {
    const dashes = Array.from({ length: 12 }, (_, index) => lookAt(index).dash.join(" "));
    expect(new Set(dashes).size).toBe(12);
  });
});
