// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import file from "../../../../docs/job.schema.json" with { type: "json" };
import { choicesAt, type Schema } from "../../main/web/src/pages/submit/complete";

const schema = file as unknown as Schema;

/** What can stand where the bar is. */
const at = (text: string) => choicesAt(schema, text.replace("|", ""), text.indexOf("|"));
const words = (text: string): string[] => at(text).choices.map((one) => one.word);

describe("what can stand in a job file", () => {
  it("is at its top what a job says, each with what it means, and nothing that is there already", () => {
    expect(words("dsg: 1\nname: x\n|")).toEqual(expect.arrayContaining(["run", "stages", "params", "sweep"]));
    expect(words("dsg: 1\nname: x\n|\nrun: y\n")).not.toEqual(expect.arrayContaining(["dsg"]));
    expect(words("dsg: 1\n|\nrun: y\n")).not.toContain("run");
    expect(words("dsg: 1\nne|").toSorted()).toEqual(["needs", "network"]);
    expect(at("|").choices.find((one) => one.word === "name")?.help).toBe("The job's name; that of the file if left out.");
  });

  it("is in a stage what a stage says, and at the top then not", () => {
    const job = "dsg: 1\nstages:\n  one:\n    run: x\n\n    # more\n    |\n  two:\n    run: y\n    retry: 3\n";
    expect(at(job).path).toEqual(["stages", "one"]);
    expect(words(job)).toEqual(expect.arrayContaining(["retry", "resources", "out"]));
    expect(words(job)).not.toContain("run");
    expect(words("dsg: 1\nstages:\n  one:\n    run: x\n|")).toEqual(expect.arrayContaining(["defaults", "params"]));
    expect(words("dsg: 1\nstages:\n  one:\n    run: x\n|")).not.toContain("run");
  });

  it("is below a key what that key may hold, on lines of its own and in braces", () => {
    expect(words("run: x\nresources:\n  |")).toEqual(["cpu", "memory", "disk", "gpu"]);
    expect(words("run: x\nresources:\n  cpu: 1\n  m|")).toEqual(["memory"]);
    expect(words("run: x\nresources: {cpu: 1, |")).toEqual(["memory", "disk", "gpu"]);
    expect(words("run: x\nretry: {|")).toEqual(expect.arrayContaining(["max", "on"]));
    expect(words("run: x\nretry:\n  grow:\n    |")).toEqual(["memory"]);
  });

  it("is behind a key one of its words", () => {
    expect(words("run: x\nisolation: |")).toEqual(["sandbox", "bare"]);
    expect(words("run: x\nnetwork: t|")).toEqual(["true"]);
    expect(words("run: |")).toEqual([]);
  });

  it("is said to begin a mapping where it is one", () => {
    expect(at("dsg: 1\nst|").choices.map((one) => one.insert)).toEqual(["stages:\n  "]);
    expect(at("dsg: 1\nst|").from).toBe(7);
  });

  it("is nothing in comments, in text and in placeholders", () => {
    expect(words("# |")).toEqual([]);
    expect(words("run: echo a |")).toEqual([]);
    expect(words("run: echo {{ |")).toEqual([]);
  });
});
