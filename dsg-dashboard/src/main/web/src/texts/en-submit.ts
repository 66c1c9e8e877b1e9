// SPDX-License-Identifier: Apache-2.0
import { ago, count, many } from "../format";

/** Where a job is written and handed in. */
export const submit = {
  title: "Submit",
  lead: "Write a job, see what it would do, hand it in.",
  mayNot: "You may see all, but hand in no jobs.",
  mayNotHint: (name: string) => `An admin of the grid can let you: dsg user role ${name} submitter`,

  begin: "Begin with",
  open: "Open a job file",
  replace: "Replace what you have written?",
  replaceHint: "What stands in the editor is lost.",
  templates: { hello: "One command", sweep: "A sweep with a parameter", stages: "Two stages", map: "A map of two values" },

  form: {
    title: "Fill in a form",
    lead: "Say what is to run, and the job file is written for you. What is left empty is left out.",
    type: "Kind of task",
    onePerLine: "one on each line",
    needed: "has to be given",
    unsaid: "not said",
    written: "The job file that this makes",
    write: "Write it into the editor",
    lacking: (keys: string) => `Still to be filled in: ${keys}.`,
    common: {
      name: ["Name", "what the job is called"],
      vary: ["Once for each", "a word that stands for what differs from task to task; where it is to go, write it in double braces"],
      values: ["Its values", "a range, or values with commas between"],
      out: ["Files it leaves", "what is kept of each task, with commas between"],
      cores: ["Cores", "for each task; 1 if left empty"],
      memory: ["Memory", "for each task"],
      time: ["Time", "a task that takes longer is ended"],
    } as Readonly<Record<"name" | "vary" | "values" | "out" | "cores" | "memory" | "time", readonly [string, string]>>,
  },

  editor: "Job file",
  editorHint: "Tab leaves the editor. Ctrl and the space bar show what can stand here. Ctrl and Enter hand the job in.",
  choices: "What can stand here",
  empty: "Nothing is written yet. Begin with one of these, open a job file, or drop it here.",

  checking: "Looking at it …",
  noMistakes: "No mistake.",
  mistakesTitle: "What is wrong",
  mistakes: (errors: number, warnings: number) =>
    [errors > 0 ? many(errors, "mistake", "mistakes") : "", warnings > 0 ? many(warnings, "warning", "warnings") : ""]
      .filter((part) => part !== "")
      .join(", "),
  mistake: "mistake",
  warning: "warning",
  line: (line: number) => `Line ${count(line)}`,
  toLine: (line: number) => `Go to line ${count(line)}`,

  params: "Parameters",
  paramsHint: "The job file says which there are. What is left empty is as the file says.",
  range: (min: string, max: string) =>
    min !== "" && max !== "" ? `${min} to ${max}` : min !== "" ? `at least ${min}` : `at most ${max}`,
  byDefault: (value: string) => `${value === "" ? "empty" : value} if left empty`,
  asTheFileSays: (value: string) => (value === "" ? "as the file says" : `${value}, as the file says`),
  needed: "has to be given",
  yes: "yes",
  no: "no",
  large: "Very many tasks are meant",

  files: "Files",
  filesHint: "The job file names these. Pick them, or the folder in which they lie, or drop them here.",
  pickFiles: "Pick files",
  pickFolder: "Pick a folder",
  pickOne: (path: string) => `Pick ${path}`,
  pick: "Pick",
  file: "What it names",
  state: "State",
  chosen: "Picked",
  toPick: "to be picked",
  ready: "ready",
  reading: (percent: number) => `reading, ${percent} %`,
  unreadable: "cannot be read",
  filesOf: (files: number, first: string, size: string) => `${files === 1 ? first : many(files, "file", "files")}, ${size}`,
  lacking: (files: number) => `${many(files, "file is", "files are")} still to be picked.`,
  noneFits: "None of these is what the job file names.",
  taken: (found: number) => `${many(found, "of them is", "of them are")} there now.`,

  plan: "What it would do",
  planNone: "Seen once nothing is wrong and no file is missing.",
  run: (tasks: number) => `${many(tasks, "task", "tasks")} would run`,
  reused: (tasks: number) => `${count(tasks)} reused`,
  guess: (seconds: number) => `about ${ago(seconds)}`,
  fits: "it fits the machines that are here",
  fitsNot: "no machine that is here can run all of it; it would wait",
  stage: "Stage",
  tasks: "Tasks",
  asksFor: "Each asks for",
  atOnce: "At once",
  onMachines: (tasks: number, machines: number) => `${count(tasks)} on ${many(machines, "machine", "machines")}`,
  nowhere: "fits nowhere",

  handIn: "Hand in",
  sending: (name: string, number: number, all: number) => `Sending ${name}, ${count(number)} of ${count(all)} …`,
  handingIn: "Handing it in …",
  stillReading: "Files are still being read.",
  stillReadingWhy: "What is in them has to be known before the job is handed in.",
  stillReadingMend: "Wait until each says that it is ready.",
};

export type SubmitTexts = typeof submit;
