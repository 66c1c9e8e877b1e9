// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { lanesOf, piecesOf, ticks, type Piece } from "../../main/web/src/lanes";
import type { Job, Task } from "../../main/web/src/model";
import { reason } from "../../main/web/src/jobrow";
import { near, taskParts, taskPath } from "../../main/web/src/router";
import { retriable, sentence } from "../../main/web/src/sentence";
import { job } from "./things";

const NOON = Date.parse("2026-11-26T12:00:00Z");
/** A job of one stage with these tasks. */
const counted = (base: Job, tasks: Partial<Job["tasks"]>): Job => ({
  ...base,
  tasks: { ...base.tasks, ...tasks },
  stages: [{ name: "main", final: true, after: [], tasks: { ...base.tasks, ...tasks }, failures: [] }],
});

describe("the sentence on a job", () => {
  it("says how far it is, and guesses the rest once there is something to guess from", () => {
    const running = counted(job(1, "running"), { total: 100, done: 50, running: 4, waiting: 46 });
    expect(sentence(running, NOON + 60_000)).toBe("50 of 100 tasks are over, 4 run. About 1 min left.");
    const begun = counted(job(1, "running"), { total: 100, done: 1, running: 1, waiting: 98 });
    expect(sentence(begun, NOON + 60_000)).toBe("1 of 100 tasks are over, 1 runs.");
    const behind = counted(job(1, "waiting"), { total: 1, waiting: 1 }).stages;
    expect(sentence({ ...running, stages: [...running.stages, ...behind] }, NOON + 60_000)).not.toContain("left");
  });

  it("says what came of it", () => {
    const ended = { ...counted(job(1, "done"), { total: 3, done: 1, cached: 2 }), ended_at: "2026-11-26T12:01:00Z" };
    expect(sentence(ended, NOON)).toBe("All is done: 3 tasks in 1 min. 2 were reused from an earlier job.");
    expect(sentence(counted(job(1, "failed"), { total: 3, failed: 1 }), NOON)).toBe("1 of 3 tasks failed.");
    expect(sentence(counted(job(1, "paused"), { total: 3, waiting: 2, running: 1 }), NOON)).toBe(
      "Paused: 2 tasks wait until it goes on; 1 still runs to the end.",
    );
  });

  it("counts what a retry would run again", () => {
    expect(retriable(counted(job(1, "failed"), { failed: 2, cancelled: 3 }))).toBe(5);
  });
});

const stage = (name: string, after: string[], running: number, why?: string) => ({
  name, after, final: false, failures: [], tasks: { ...job(1, "running").tasks, running },
  ...(why === undefined ? {} : { reason: why }),
});

describe("the line on why a job is as it is", () => {
  it("does not say of a stage that it waits for one that runs", () => {
    const map = stage("map", ["drift"], 0, "waits for drift");
    expect(reason({ ...job(1, "running"), stages: [stage("drift", [], 3), map] })).toBe("");
    expect(reason({ ...job(1, "running"), stages: [stage("drift", [], 0, "no node has a gpu"), map] })).toBe("no node has a gpu");
  });
});

describe("addresses", () => {
  it("keep what they said but for what is changed", () => {
    const place = { path: "/jobs", query: new URLSearchParams("state=failed&name=a b") };
    expect(near(place, { before: "7" })).toBe("/jobs?state=failed&name=a+b&before=7");
    expect(near(place, { state: undefined, name: "" })).toBe("/jobs");
  });

  it("name a task by its number, its stage and its job", () => {
    expect(taskParts("2.simulate.17")).toEqual({ job: "2", stage: "simulate", task: "17" });
    expect(taskPath("2.simulate.17")).toBe("/jobs/2?tab=tasks&stage=simulate&task=17");
  });
});

const task = (id: string, node: string, from: number, to?: number): Task => ({
  id,
  state: to === undefined ? "running" : "done",
  values: {},
  attempts: [
    {
      number: 1,
      node,
      started_at: new Date(NOON + from * 1000).toISOString(),
      ...(to === undefined ? {} : { ended_at: new Date(NOON + to * 1000).toISOString(), end: "done" as const }),
    },
  ],
});

const overlaps = (lane: readonly Piece[]): boolean =>
  lane.some((piece, index) => piece.from < (lane[index - 1]?.to ?? 0));

describe("the line of time", () => {
  it("has a lane for each thing that a node did at once, and no two in one lane at once", () => {
    const tasks = [task("1.a.1", "den", 0, 10), task("1.a.2", "den", 5, 15), task("1.a.3", "den", 10, 12), task("1.a.4", "attic", 3)];
    const nodes = lanesOf(piecesOf(tasks, NOON + 20_000));
    expect(nodes.map(({ node, lanes }) => [node, lanes.length])).toEqual([
      ["attic", 1],
      ["den", 2],
    ]);
    expect(nodes.flatMap(({ lanes }) => lanes).some(overlaps)).toBe(false);
  });

  it("draws what runs up to now", () => {
    expect(piecesOf([task("1.a.1", "den", 0)], NOON + 9_000)[0]?.to).toBe(NOON + 9_000);
  });

  it("is marked at round moments, not too many", () => {
    const marks = ticks(NOON, NOON + 95_000, 6);
    expect(marks.length).toBeGreaterThan(2);
    expect(marks.length).toBeLessThanOrEqual(7);
    expect(marks.every((mark) => mark % 1_000 === 0)).toBe(true);
    expect(ticks(NOON, NOON + 400 * 86_400_000, 6).length).toBeLessThanOrEqual(7);
  });
});
