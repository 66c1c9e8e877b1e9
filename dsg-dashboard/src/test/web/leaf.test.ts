// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { leafFrom } from "../../main/web/src/parts";

describe("a page of a long list", () => {
  it("a long list begins where its address says", () => {
    expect(leafFrom(null, 500, 100)).toBe(0);
    expect(leafFrom("100", 500, 100)).toBe(100);
  });

  it("an address that leads behind the end, as after a search, leads to the last page", () => {
    expect(leafFrom("400", 250, 100)).toBe(200);
    expect(leafFrom("400", 200, 100)).toBe(100);
    expect(leafFrom("400", 0, 100)).toBe(0);
  });

  it("an address that is no number leads to the beginning", () => {
    for (const odd of ["-100", "1.5", "NaN", "two", ""]) {
      expect(leafFrom(odd, 500, 100)).toBe(0);
    }
  });
});
