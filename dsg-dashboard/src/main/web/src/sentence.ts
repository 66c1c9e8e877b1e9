// SPDX-License-Identifier: Apache-2.0
import { begun } from "./jobrow";
import type { Job } from "./model";
import { texts } from "./texts";

const say = texts.job.sentence;
/** From so few tasks nothing can be guessed. */
const GUESS_FROM = 5;

/** How a job is, in a sentence or two. */
export function sentence(job: Job, now: number): string {
  const { total, waiting, running, done, cached, failed, cancelled } = job.tasks;
  const over = done + cached + failed + cancelled;
  const asked = Date.parse(job.submitted_at);
  const seconds = ((job.ended_at === undefined ? now : Date.parse(job.ended_at)) - asked) / 1000;
  const parts: string[] = [];
  switch (job.state) {
    case "waiting":
      parts.push(over === 0 ? say.waiting(waiting) : say.stalled(over, total));
      break;
    case "running":
      parts.push(running > 0 ? say.running(over, total, running) : say.stalled(over, total), left(job, seconds));
      break;
    case "paused":
      parts.push(say.paused(waiting, running));
      break;
    case "done":
      parts.push(say.done(total, seconds), failed > 0 ? say.allowed(failed) : "");
      break;
    case "failed":
      parts.push(say.failed(failed, total));
      break;
    case "cancelled":
      parts.push(say.cancelled(done + cached + failed, total));
      break;
  }
  const stuck = job.stages.reduce((sum, stage) => sum + (stage.looks_stuck ?? 0), 0);
  parts.push(cached > 0 ? say.reused(cached) : "", stuck > 0 ? say.stuck(stuck) : "");
  return parts.filter((part) => part !== "").join(" ");
}

/** How long the rest may take, if it goes on as it went; nothing is guessed of stages of which too little has run. */
function left(job: Job, seconds: number): string {
  let [ran, rest] = [0, 0];
  for (const stage of job.stages) {
    const { total, done, cached, failed, cancelled } = stage.tasks;
    const here = done + failed + begun(stage);
    const still = total - cached - cancelled - here;
    if (still > 0 && here < GUESS_FROM) {
      return "";
    }
    ran += here;
    rest += still;
  }
  return ran > 0 && rest > 0 ? say.left((seconds / ran) * rest) : "";
}

/** How many tasks a retry would run again: those that have failed or were cancelled. */
export const retriable = (job: Job): number => job.tasks.failed + job.tasks.cancelled;
