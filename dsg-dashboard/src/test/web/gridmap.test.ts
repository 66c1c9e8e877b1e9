// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { counted, side } from "../../main/web/src/gridmap";
import { node } from "./things";

describe("the map of all machines", () => {
  it("says in words what it shows", () => {
    const nodes = [node("a", "ready", 2), node("b", "ready"), node("c", "ready"), node("d", "away")];
    expect(counted(nodes)).toBe("1 helping, 2 ready, 1 away");
  });

  it("draws machines as large as their cores, within bounds", () => {
    expect(side(16) / side(4)).toBe(2);
    expect(side(0.5)).toBe(side(1));
    expect(side(10_000)).toBe(72);
  });
});
