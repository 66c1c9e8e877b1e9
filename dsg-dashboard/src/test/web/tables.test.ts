// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { kindOf } from "../../main/web/src/preview";
import { heat, numbers, numeric, separated, sorted, table } from "../../main/web/src/tables";

const csv = (text: string, most = 200, whole = true) => table(text, "csv", most, whole);

describe("a file that holds a table", () => {
  it("is read as RFC 4180 says, with quotes, commas and lines in cells", () => {
    expect(csv('name,said\r\nanna,"a, ""b""\nc"\r\n')).toEqual({
      heads: ["name", "said"],
      rows: [["anna", 'a, "b"\nc']],
      more: false,
    });
  });

  it("has numbered columns where its first row is no head", () => {
    expect(csv("1,2\n3,4\n")?.heads).toEqual(["1", "2"]);
    expect(csv("1,2\n3,4\n")?.rows).toHaveLength(2);
  });

  it("is cut after so many rows, and says so", () => {
    const long = `n\n${Array.from({ length: 500 }, (_, index) => index).join("\n")}\n`;
    expect(csv(long, 200)?.rows).toHaveLength(200);
    expect(csv(long, 200)?.more).toBe(true);
    expect(csv("n\n1\n2\n", 2)?.more).toBe(false);
  });

  it("loses the half of a line at which it was cut off", () => {
    expect(csv("a,b\n1,2\n3,", 200, false)?.rows).toEqual([["1", "2"]]);
    expect(table('{"a":1}\n{"a":2}\n{"a', "jsonl", 200, false)?.rows).toEqual([["1"], ["2"]]);
  });

  it("may be JSON: objects, lists of lists, or one object", () => {
    expect(table('[{"a":1},{"b":{"c":2}}]', "json", 9, true)).toEqual({
      heads: ["a", "b"],
      rows: [
        ["1", ""],
        ["", '{"c":2}'],
      ],
      more: false,
    });
    expect(table('{"gps":1126259462,"snr":17.2}', "json", 9, true)?.rows).toEqual([
      ["gps", "1126259462"],
      ["snr", "17.2"],
    ]);
  });

  it("is text if it is not what its name says", () => {
    expect(table("{broken", "json", 9, true)).toBeUndefined();
    expect(table("3", "json", 9, true)).toBeUndefined();
    expect(table("", "csv", 9, true)).toBeUndefined();
  });

  it("survives whatever bytes stand in it", () => {
    expect(separated("\uFEFFa,\"b\n", ",", 9).rows).toEqual([["a", "b\n"]]);
    expect(numeric("0x10")).toBe(16);
    expect([numeric(""), numeric(" "), numeric("1e999"), numeric("NaN"), numeric("-2.5e3")]).toEqual(
      [undefined, undefined, undefined, undefined, -2500],
    );
  });
});

describe("the order of rows", () => {
  it("is by number where there are numbers, with the rest behind, up or down", () => {
    const rows = [["10"], ["x"], ["9"], ["-1"]];
    expect(sorted(rows, 0, false).flat()).toEqual(["-1", "9", "10", "x"]);
    expect(sorted(rows, 0, true).flat()).toEqual(["10", "9", "-1", "x"]);
  });
});

describe("a sweep over two numbers", () => {
  const grid = csv("beta,gamma,peak,note\n0.1,1,5,a\n0.1,2,6,b\n0.2,1,7,c\n0.2,2,9,d\n0.2,2,11,e\n");

  it("is a picture of its values, equal points by their mean", () => {
    const map = grid && heat(grid, 0, 1, 2);
    expect(map?.xs).toEqual([0.1, 0.2]);
    expect(map?.cells.get("0.2 2")).toBe(10);
    expect([map?.low, map?.high]).toEqual([5, 10]);
  });

  it("is none where the columns make no grid", () => {
    expect(grid && heat(grid, 0, 0, 2)).toBeUndefined();
    const line = csv("x,y,z\n1,1,1\n2,2,2\n3,3,3\n4,4,4\n5,5,5\n");
    expect(line && heat(line, 0, 1, 2)).toBeUndefined();
  });

  it("offers the columns that are numbers, and not all the same", () => {
    expect(grid && numbers(grid)).toEqual([0, 1, 2]);
    expect(numbers({ heads: ["a", "b"], rows: [["1", "1"], ["1", "2"]], more: false })).toEqual([1]);
  });
});

describe("how a file is looked at", () => {
  it("follows from its name alone", () => {
    expect(kindOf("plots/Peak.PNG").is).toBe("image");
    expect(kindOf("a.svg")).toEqual({ is: "image", type: "image/svg+xml" });
    expect(kindOf("rows.ndjson")).toEqual({ is: "table", table: "jsonl" });
    expect(kindOf("page.html").is).toBe("text");
    expect(["run", "x.bin", ".png/x", ""].map((name) => kindOf(name).is)).toEqual(["none", "none", "none", "none"]);
  });
});
