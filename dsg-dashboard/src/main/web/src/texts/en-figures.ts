// SPDX-License-Identifier: Apache-2.0
import { many } from "../format";

/** Pictures of figures over time. */
export const chart = {
  walk: "Arrow keys read its points.",
  drawing: "Drawing …",
  unknown: "not known",
  from: "From",
  span: { "1h": "1 h", "6h": "6 h", "24h": "24 h", "7d": "7 d" },
  spanLong: { "1h": "The last hour", "6h": "The last 6 hours", "24h": "The last 24 hours", "7d": "The last 7 days" },
  inSpan: { "1h": "In the last hour", "6h": "In the last 6 hours", "24h": "In the last 24 hours", "7d": "In the last 7 days" },
};

/** What the grid gets done. */
export const throughput = {
  title: "Throughput",
  spans: "How far back the throughput is shown",
  none: "Nothing is known yet.",
  noneHint: "How many tasks end in a minute is drawn here, from a few seconds after the grid began.",
  done: "done",
  cached: "reused",
  failed: "failed",
  running: "running",
  waiting: "waiting",
  cores: "cores in use",
  summary: (when: string, all: string, most: string, failed: string) =>
    `${when}, ${all} tasks were done or reused, at most ${most} a minute; ${failed} failed. Tasks a minute:`,
  today: (tasks: string) => `Today ${tasks} done`,
  coreHours: (hours: string) => `${hours} core-hours`,
  saved: (tasks: string, hours: string) => `${tasks} reused, which saved ${hours} core-hours`,
  failedToday: (failed: string, retried: string) => `${failed} failed, ${retried} tried again`,
};

/** Who has how much of the grid. */
export const shares = {
  title: "Shares",
  spans: "How far back is looked",
  hint: "What users' jobs have of the grid. Processor time counts once a task has ended, wherever it ran and however it ended.",
  none: "Nobody has used the grid in this time.",
  noneHint: "Whoever hands in a job stands here, with what it came to.",
  summary: (users: number, when: string, used: string, cores: string) => `${many(users, "user", "users")}. ${when}, ${used} of processor time; ${cores} cores in use now.`,
  who: "User",
  share: "Processor time",
  now: "Runs now",
  waiting: "Waiting",
  done: "Done",
  failed: "Failed",
  saved: "Reused",
  part: (percent: string, time: string) => `${percent} %, ${time}`,
  tasksOn: (tasks: string, cores: string) => `${tasks} on ${cores} cores`,
  savedOf: (tasks: string, time: string) => `${tasks}, saved ${time}`,
  nothing: "none",
};

/** How a node fared, and what ended on it. */
export const nodeFigures = {
  title: "How it fared",
  spans: "How far back is shown",
  none: "Nothing is known of this time.",
  noneHint: "Its processor, its memory and its tasks are drawn here while it is in the grid.",
  today: (done: string, failed: string, back: string) => `Today ${done} done, ${failed} failed, ${back} given back to the grid.`,
  load: "Processor",
  loadAll: "busy in all",
  own: "with DSG",
  memory: "Memory",
  running: "Tasks",
  done: "Done",
  failed: "Failed",
  givenBack: "Given back",
  unknown: "not known",
  between: (least: string, most: string, now: string) => `between ${least} and ${most}, ${now} at last`,
  loadIs: (text: string, cores: string) => `Busy cores: ${text}, of ${cores}.`,
  memoryIs: (text: string, all: string) => `Memory in use: ${text}, of ${all}.`,
  tasksAre: (text: string) => `Tasks at once: ${text}.`,
  lately: "What ended here lately",
  nothingLately: "Nothing yet.",
  ended: "Ended",
};

/** What the tasks of a job measure. */
export const metrics = {
  metric: "Quantity",
  over: "Over",
  time: "time",
  none: "No task has measured anything yet.",
  noneHint: "A task that prints such a line tells what it measures, and a line is drawn of it here while it runs:",
  noneOver: "What was measured is kept until the grid is restarted; what tasks printed stays in their logs.",
  label: (metric: string) => `${metric} over time`,
  task: (task: number) => `task ${task}`,
  after: "After",
  summary: (metric: string, drawn: number, least: string, most: string) =>
    `${metric} of ${many(drawn, "task", "tasks")}: from ${least} to ${most}.`,
  againstLabel: (metric: string, by: string) => `${metric} against ${by}`,
  at: (value: string, by: string, place: string) => `${value} at ${by} ${place}`,
  against: (metric: string, least: string, most: string) => `The newest ${metric} of each task: lowest ${least}, highest ${most}.`,
  newest: "Newest values",
  drawn: "Drawn",
  draw: (task: number) => `Draw task ${task}`,
  nothingDrawn: "No task has measured that.",
  onlySome: (shown: string, all: string) => `The first ${shown} of ${all} tasks that measure something are listed.`,
};

