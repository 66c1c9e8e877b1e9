// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { health } from "../../main/web/src/health";
import { job, node } from "./things";

const say = (...parts: Parameters<typeof health>): string => health(...parts).sentences.join(" ");

describe("the sentence on the grid's health", () => {
  it("says that all is well, and how much is under way", () => {
    const nodes = [node("den", "ready", 4), node("attic", "ready", 1), node("cellar", "ready")];
    expect(say(nodes, [job(1, "running"), job(2, "waiting"), job(3, "done"), job(4, "paused")], [], undefined)).toBe(
      "All is well. 2 machines help. 1 more is ready. 1 job runs, 1 job waits, 1 job is paused.",
    );
  });

  it("names what is away before all else", () => {
    const nodes = [node("den", "ready"), ...["a", "b", "c", "d"].map((name) => node(name, "away"))];
    expect(health(nodes, [], [], undefined).well).toBe(false);
    expect(say(nodes, [], [], undefined)).toBe("a, b and 2 others are away. 1 machine is ready. No job is under way.");
  });

  it("says that nobody takes tasks", () => {
    expect(say([node("den", "paused")], [], [], undefined)).toContain("No machine takes tasks at the moment.");
    expect(say([], [], [], undefined)).toContain("No machine is there yet.");
  });

  it("says that somebody asks to join, and that the disk is full", () => {
    const asks = { name: "kid", from: "10.0.0.7", cores: 2, memory_mib: 4096, words: [], since: "" };
    const full = {
      name: "den",
      version: "0.1.0",
      takes_jobs: false,
      disk: "/data",
      disk_free_mib: 3,
      disk_reserve_mib: 500,
      embedded: false,
      unfinished_jobs: 0,
      nodes: 1,
    };
    expect(say([node("den", "ready")], [], [asks], full)).toBe(
      "The disk of the grid (/data) is nearly full: it takes no new jobs." +
        " 1 machine is ready. No job is under way. 1 machine asks to join.",
    );
  });
});
