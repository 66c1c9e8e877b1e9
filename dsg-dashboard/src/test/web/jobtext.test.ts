// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { jobText, lackingOf, type TaskType } from "../../main/web/src/pages/submit/jobtext";

const key = (name: string, kind: TaskType["keys"][number]["kind"], required = false) => ({ name, kind, required, help: "", example: "" });
const RUN: TaskType = { name: "run", help: "", keys: [key("run", "command", true)] };
const FIT: TaskType = { name: "fit", help: "", keys: [key("fit", "file", true), key("values", "texts"), key("level", "whole"), key("fast", "flag")] };

const varied = (values: string) => jobText(RUN, { "run.run": "echo", vary: "x", values }).split("\n")[1];

describe("the job file that a form writes", () => {
  it("says what was filled in, and leaves out what was not", () => {
    expect(jobText(RUN, { "run.run": "python3 pi.py" })).toBe("dsg: 1\nrun: python3 pi.py\n");
    expect(jobText(FIT, { "fit.fit": "fit.py", "fit.level": "2", "fit.fast": "true", name: "a fit", cores: "2", memory: "2GiB", time: "30m" })).toBe(
      "dsg: 1\nname: a-fit\nfit: fit.py\nlevel: 2\nfast: true\nresources: {cores: 2, memory: 2GiB}\ntime: 30m\n",
    );
  });

  it("keeps commands as they are typed, whatever stands in them", () => {
    expect(jobText(RUN, { "run.run": "for i in 1 2; do\n  echo \"$i: {{ seed }}\" # says it\n\ndone\n" })).toBe(
      "dsg: 1\nrun: |\n  for i in 1 2; do\n    echo \"$i: {{ seed }}\" # says it\n\n  done\n",
    );
  });

  it("is YAML also where the first line of a command is set in", () => {
    expect(jobText(RUN, { "run.run": "\n   cd x;\nmake all;\n" })).toBe("dsg: 1\nrun: |\n  cd x;\n  make all;\n");
  });

  it("varies over a range, over words, or over numbers", () => {
    expect(varied("1..8")).toBe('sweep: {grid: {x: {range: "1..8"}}}');
    expect(varied("../a.csv, ../b.csv")).toBe("sweep: {grid: {x: [../a.csv, ../b.csv]}}");
    expect(varied("0.1, -2, no, a: b")).toBe('sweep: {grid: {x: [0.1, -2, "no", "a: b"]}}');
  });

  it("takes one text a line, and files with commas between", () => {
    expect(jobText(FIT, { "fit.fit": "fit.py", "fit.values": "beta=0.1\n\n {{ in.table }} ", out: "a.txt, b.png" })).toBe(
      'dsg: 1\nfit: fit.py\nvalues: ["beta=0.1", "{{ in.table }}"]\nout: [a.txt, b.png]\n',
    );
  });

  it("is not there before all that has to be given is", () => {
    expect(lackingOf(FIT, { "run.run": "echo", "fit.fit": " " }).map((one) => one.name)).toEqual(["fit"]);
    expect(lackingOf(FIT, { "fit.fit": "fit.py" })).toEqual([]);
  });
});
