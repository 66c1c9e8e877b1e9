// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { NOTHING, told } from "../../main/web/src/live";
import { ago, memory } from "../../main/web/src/format";
import { job, node } from "./things";

const event = (kind: string, data: unknown) => ({ kind, data: JSON.stringify(data) });

describe("what the page knows", () => {
  it("is what it was told last of each job and node", () => {
    const live = told(NOTHING, [
      event("job", job(1, "running")),
      event("nodes", { nodes: [node("den", "ready"), node("attic", "ready")] }),
      event("job", job(1, "done")),
      event("node", node("den", "away")),
    ]);
    expect(live.jobs.get(1)?.state).toBe("done");
    expect([...live.nodes.values()].map((one) => one.state)).toEqual(["away", "ready"]);
    expect(live.complete).toBe(true);
  });

  it("has no job that was deleted, also while it did not listen", () => {
    const both = told(NOTHING, [event("job", job(1, "done")), event("job", job(2, "done"))]);
    expect([...told(both, [event("deleted", { id: 1, deleted: true })]).jobs.keys()]).toEqual([2]);
    const anew = told(both, [event("begin", { everything: true }), event("job", job(2, "done"))]);
    expect([...anew.jobs.keys()]).toEqual([2]);
    expect(told(both, [event("begin", { everything: false })]).jobs.size).toBe(2);
  });

  it("is not disturbed by what a later version tells", () => {
    expect(told(NOTHING, [event("weather", {})])).toEqual(NOTHING);
  });
});

describe("spans and sizes", () => {
  it("are said as people say them", () => {
    expect([0, 59.6, 61, 600, 3600, 3 * 3600 + 300, 86_400 * 3].map(ago)).toEqual(
      ["0 s", "1 min", "1 min 1 s", "10 min", "1 h", "3 h 5 min", "3 d"],
    );
    expect([512, 1024, 7782].map(memory)).toEqual(["512 MiB", "1 GiB", "7.6 GiB"]);
  });
});
