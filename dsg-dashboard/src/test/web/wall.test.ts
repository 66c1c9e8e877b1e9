// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { turn } from "../../main/web/src/pages/wall";

describe("the wall", () => {
  it("shows each picture in its turn, and begins again", () => {
    const shown = Array.from({ length: 6 }, (_, index) => turn(index * 12_000, 3));
    expect(shown).toEqual([0, 1, 2, 0, 1, 2]);
    expect(turn(5, 0)).toBe(0);
  });
});
