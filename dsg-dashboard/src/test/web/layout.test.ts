// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { layered, neighbour, type Item } from "../../main/web/src/layout";

const item = (name: string, ...after: string[]): Item => ({ name, after });

/** As the wireframe has it: detrend feeds two, and a report gathers both. */
const TRANSIT = [item("detrend"), item("train", "detrend"), item("score", "detrend"), item("report", "train", "score")];

describe("the graph of stages", () => {
  it("puts each stage right of all that it comes after", () => {
    const { spots, layers } = layered([item("c", "a", "b"), item("b", "a"), item("a"), item("free")]);
    expect(["a", "b", "c", "free"].map((name) => spots.get(name)?.layer)).toEqual([0, 1, 2, 0]);
    expect(layers).toBe(3);
  });

  it("gives no two stages the same place, however many there are", () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      item(`s${index}`, ...[index - 7, index - 3].filter((before) => before >= 0).map((before) => `s${before}`)),
    );
    const places = [...layered(many).spots.values()].map((spot) => `${spot.layer} ${spot.row}`);
    expect(new Set(places).size).toBe(60);
  });

  it("crosses no lines where none need to cross", () => {
    const { spots } = layered([item("a"), item("b"), item("x", "b"), item("y", "a")]);
    const down = (upper: string, lower: string): number => (spots.get(lower)?.row ?? 0) - (spots.get(upper)?.row ?? 0);
    expect(Math.sign(down("a", "b"))).toBe(Math.sign(down("y", "x")));
  });

  it("leads a long line past the stages between, not through them", () => {
    const { spots, lines } = layered([item("a"), item("b", "a"), item("c", "a", "b")]);
    const long = lines.find((line) => line.from === "a" && line.to === "c");
    expect(long?.by).toHaveLength(1);
    expect(long?.by[0]).not.toEqual(spots.get("b"));
  });

  it("stands though a stage names one that is not there, or itself", () => {
    expect(layered([item("a", "gone"), item("b", "b")]).spots.size).toBe(2);
    expect(layered([]).rows).toBe(0);
  });

  it("is walked by arrow keys, and ends at its edges", () => {
    const layout = layered(TRANSIT);
    expect(neighbour(layout, "detrend", "ArrowRight")).toMatch(/train|score/);
    expect(neighbour(layout, "report", "ArrowLeft")).toMatch(/train|score/);
    expect(neighbour(layout, "report", "ArrowRight")).toBeUndefined();
    const [upper, lower] = ["train", "score"].toSorted(
      (a, b) => (layout.spots.get(a)?.row ?? 0) - (layout.spots.get(b)?.row ?? 0),
    );
    expect(neighbour(layout, upper ?? "", "ArrowDown")).toBe(lower);
    expect(neighbour(layout, lower ?? "", "ArrowUp")).toBe(upper);
    expect(neighbour(layout, upper ?? "", "ArrowUp")).toBeUndefined();
  });
});
