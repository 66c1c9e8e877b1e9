// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { Problem } from "../../main/web/src/api";
import { hashOf } from "../../main/web/src/hash";
import { NOTHING_CHECKED, refused } from "../../main/web/src/pages/submit/check";
import { draftOf, NO_DRAFT } from "../../main/web/src/pages/submit/draft";
import { indentAt, offsetOf } from "../../main/web/src/pages/submit/editor";
import { fits, fitting, type Picked } from "../../main/web/src/pages/submit/given";
import type { Wanted } from "../../main/web/src/model";

const picked = (...paths: string[]): Picked[] =>
  paths.map((path) => ({ path, file: new File([path], path.replace(/.*\//, "")) }));

const path = (text: string, lands = text): Wanted => ({ kind: "files", path: text, lands });
const mistake = (code: string, what: string) => ({ code, file: "job.yaml", line: 2, column: 1, what, help: "" });
const invalid = (more: Record<string, unknown>): Problem => new Problem(422, "", "", "", "invalid-job-file", more);

/** As the platform itself computes it. */
const others = async (data: Uint8Array<ArrayBuffer>): Promise<string> =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", data))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const landings = (wanted: Wanted, files: Picked[]): string[] => fitting(wanted, files).map((one) => one.lands);

describe("a pattern of the job file", () => {
  it("fits what it fits on the command line", () => {
    expect(fits("data/*.csv", "data/a.csv")).toBe(true);
    expect(fits("data/*.csv", "data/b/a.csv")).toBe(false);
    expect(fits("data/**/*.fits", "data/a.fits")).toBe(true);
    expect(fits("data/**/*.fits", "data/x/y/a.fits")).toBe(true);
    expect(fits("data/**", "data/x/y/a.fits")).toBe(true);
    expect(fits("?.{fits,csv}", "a.csv")).toBe(true);
    expect(fits("?.{fits,csv}", "ab.csv")).toBe(false);
    expect(fits("[!ab]*.t+t", "c1.t+t")).toBe(true);
    expect(fits("[!ab]*.t+t", "a1.t+t")).toBe(false);
    expect(fits("*", ".hidden")).toBe(false);
    expect(fits("{a,b", "{a")).toBe(false);
  });
});

describe("files that were picked", () => {
  it("are what the job file names, wherever one began to pick", () => {
    expect(landings(path("sir.py"), picked("sir.py", "plot.py"))).toEqual(["sir.py"]);
    expect(landings(path("src/sir.py"), picked("job/src/sir.py", "job/other/sir.py"))).toEqual(["src/sir.py"]);
    expect(landings(path("src/sir.py"), picked("sir.py"))).toEqual(["src/sir.py"]);
    expect(landings(path("../lib/x.jar", "x.jar"), picked("lib/x.jar"))).toEqual(["x.jar"]);
    expect(landings(path("sir.py"), picked("a/x/sir.py", "a/y/sir.py"))).toEqual([]);
    expect(landings(path("none.py"), picked("sir.py"))).toEqual([]);
  });

  it("are all files of a folder that it names", () => {
    expect(landings(path("data"), picked("data/a.csv", "data/x/b.csv"))).toEqual(["data/a.csv", "data/x/b.csv"]);
    expect(landings(path("./data/", "data"), picked("job/data/a.csv", "job/run.sh"))).toEqual(["data/a.csv"]);
    expect(landings(path("../data", "data"), picked("data/a.csv"))).toEqual(["data/a.csv"]);
    expect(landings(path(".", "."), picked("job/a.csv", "job/x/b.csv"))).toEqual(["a.csv", "x/b.csv"]);
  });

  it("are those that a pattern fits, in the order of their paths", () => {
    const wanted: Wanted = { kind: "pattern", path: "data/**/*.fits", lands: "data" };
    expect(landings(wanted, picked("job/data/b.fits", "job/data/a/c.fits", "job/data/x.txt"))).toEqual([
      "data/a/c.fits",
      "data/b.fits",
    ]);
    expect(landings(wanted, picked("b.fits", "a.fits", "x.txt"))).toEqual(["data/a.fits", "data/b.fits"]);
    expect(landings({ kind: "pattern", path: "*.csv", lands: "." }, picked("a.csv"))).toEqual(["a.csv"]);
  });

  it("have the SHA-256 that everybody computes of them, however large they are", async () => {
    const large = new Uint8Array(9 * 1024 * 1024 + 17).map((_, index) => index % 251);
    const parts: number[] = [];
    expect(await hashOf(new Blob([large]), (bytes) => parts.push(bytes))).toBe(await others(large));
    expect(parts.at(-1)).toBe(large.length);
    expect(await hashOf(new Blob([]))).toBe(await others(new Uint8Array()));
  });
});

describe("what the grid says of a job file", () => {
  const seeds = { name: "seeds", type: "int", help: "" } as const;

  it("takes a file that is still to be picked for no mistake", () => {
    const wanted = [{ kind: "files", path: "a.txt", lands: "a.txt" }];
    const problems = [mistake("E105", "`a.txt` cannot be found"), mistake("E105", "`../..` has no name"), mistake("E101", "x")];
    const check = refused(invalid({ problems, wanted, params: [], named: ["a.txt"] }), NOTHING_CHECKED);
    expect(check.mistakes.map((one) => one.what)).toEqual(["`../..` has no name", "x"]);
    expect(check.wanted).toEqual(wanted);
  });

  it("leaves the form as it was while the text cannot be read", () => {
    const before = { ...NOTHING_CHECKED, params: [seeds], named: ["a.txt"] };
    expect(refused(invalid({ problems: [mistake("E100", "")], params: [], named: [] }), before)).toMatchObject({
      params: [seeds],
      named: ["a.txt"],
    });
    expect(refused(invalid({ problems: [mistake("E101", "")], params: [], named: [] }), before).params).toEqual([]);
  });

  it("is what it said before when it cannot be asked", () => {
    const before = { ...NOTHING_CHECKED, params: [seeds] };
    expect(refused(new Problem(0, "away", "", ""), before)).toMatchObject({ params: [seeds], fault: { what: "away" } });
  });
});

describe("the editor", () => {
  it("finds a line and a column, and how far a line is indented", () => {
    const text = "dsg: 1\n  run: x\nname: y";
    expect(offsetOf(text, 2, 3)).toBe(9);
    expect(offsetOf(text, 1, 99)).toBe(6);
    expect(offsetOf(text, 9, 1)).toBe(text.length);
    expect(indentAt(text, 15)).toBe("  ");
    expect(indentAt(text, 8)).toBe(" ");
    expect(indentAt(text, 3)).toBe("");
  });
});

describe("a draft", () => {
  it("is what was kept, and nothing if that is no draft", () => {
    const draft = { file: "a.yaml", text: "dsg: 1\n", params: { n: "3" }, large: true };
    expect(draftOf(JSON.stringify(draft))).toEqual(draft);
    expect(draftOf(JSON.stringify({ ...draft, params: { n: 3 } })).params).toEqual({});
    for (const kept of [null, "", "{", "[]", "null", '{"text": 5}']) {
      expect(draftOf(kept)).toEqual(NO_DRAFT);
    }
  });
});
