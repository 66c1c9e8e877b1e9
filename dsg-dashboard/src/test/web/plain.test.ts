// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { lastLines, pieces, readable, tail } from "../../main/web/src/plain";

describe("what a program prints", () => {
  it("has no colours and moves no cursor", () => {
    expect(readable("\u001B[31mred\u001B[0m \u001B]0;title\u0007x\u001B[2J")).toBe("red x");
  });

  it("shows other control characters for what they are, and keeps lines and tabs", () => {
    expect(readable("a\u0007\tb\r\nc\rd\u0000")).toBe("a\u2407\tb\nc\nd\u2400");
  });

  it("stays text, whatever it says", () => {
    expect(readable("<img src=x onerror=alert(1)>")).toBe("<img src=x onerror=alert(1)>");
  });

  it("is cut at the beginning of a line", () => {
    expect(tail("one\ntwo\nthree\n", 8)).toBe("three\n");
    expect(tail("x".repeat(9), 4)).toBe("xxxx");
    expect(lastLines("a\nb\nc\n", 2)).toBe("b\nc");
  });
});

describe("what is looked for in it", () => {
  it("is found wherever it is, in upper and lower case", () => {
    expect(pieces("Abcab", "AB", 9)).toEqual(["", "Ab", "c", "ab", ""]);
    expect(pieces("abc", "", 9)).toEqual(["abc"]);
    expect(pieces("abc", "x", 9)).toEqual(["abc"]);
  });

  it("is marked so often and no more", () => {
    expect(pieces("a".repeat(100), "a", 10)).toHaveLength(21);
    expect(pieces("a".repeat(100), "a", 10).join("")).toBe("a".repeat(100));
  });
});
