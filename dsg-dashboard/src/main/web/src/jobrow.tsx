// SPDX-License-Identifier: Apache-2.0
import { ago, count, moment } from "./format";
import { isOver, type Counts, type Job } from "./model";
import { Bar, Name, Said } from "./parts";
import { jobPath, Link } from "./router";
import { JobMark } from "./state";
import { texts } from "./texts";

/** How much of a whole, from 0 to 1. */
export const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);

/** A job in a list: what it is, how it is, how far it is, and why. */
export function JobRow({ job, now }: { job: Job; now: number }) {
  const { total, done, cached, failed, cancelled } = job.tasks;
  const text = texts.tasksDone(count(done + cached), count(total));
  const asked = Date.parse(job.submitted_at);
  const ended = job.ended_at === undefined ? undefined : Date.parse(job.ended_at);
  const why = reason(job);
  return (
    <li className="job">
      <span className="job-id">{job.id}</span>
      <span className="job-name">
        <Link to={jobPath(job.id)} className="job-link" data-row>
          <Name text={job.name} />
        </Link>
        <span className="muted cut">
          {job.nickname}
          {job.by === "owner" ? "" : `, ${texts.by(job.by)}`}
        </span>
      </span>
      <JobMark state={job.state} />
      <span className="job-progress">
        <Bar
          label={texts.progress(job.name)}
          text={text}
          parts={shares(job.tasks, job.stages.reduce((sum, stage) => sum + begun(stage), 0))}
        />
        <span className="facts">
          <span>{text}</span>
          {cached > 0 && <span>{texts.cachedTasks(cached)}</span>}
          {failed > 0 && <span className="state-failed">{texts.failedTasks(failed)}</span>}
          {cancelled > 0 && <span>{texts.cancelledTasks(cancelled)}</span>}
        </span>
      </span>
      <time className="job-time muted" dateTime={job.submitted_at} title={moment(job.submitted_at)}>
        {ended === undefined ? texts.since(ago((now - asked) / 1000)) : texts.took((ended - asked) / 1000)}
      </time>
      {why !== "" && (
        <p className={`why job-why ${failed > 0 ? "state-failed" : ""}`}>
          <Said text={why} />
        </p>
      )}
    </li>
  );
}

/** Tasks by state, as parts of a bar. */
export function shares(tasks: Counts, halves: number): { share: number; look: string }[] {
  const { total, done, cached, failed, cancelled } = tasks;
  return [
    { share: share(done, total), look: "done" },
    { share: share(cached, total), look: "cached" },
    { share: share(failed, total), look: "failed" },
    { share: share(cancelled, total), look: "waiting" },
    { share: share(halves, total), look: "running" },
  ];
}

/** What the tasks that run have done already, in tasks. */
export function begun(stage: Job["stages"][number]): number {
  const { total, done, cached, failed, cancelled } = stage.tasks;
  return stage.progress === undefined ? 0 : Math.max(0, stage.progress * total - (done + cached + failed + cancelled));
}

const WHY_MAX = 240;

/** Whether a stage waits for its turn behind one that runs, which is no news. */
const follows = (stage: Job["stages"][number], job: Job): boolean =>
  job.stages.some((other) => stage.after.includes(other.name) && other.tasks.running > 0);

/** One line on why it is as it is: what has failed, or what it waits for, or what it says of itself. */
export function reason(job: Job): string {
  if (job.state === "paused") {
    return "";
  }
  const stages = isOver(job) ? job.stages.filter((stage) => stage.failures.length > 0) : job.stages;
  const said =
    stages.flatMap((stage) => stage.failures.slice(0, 1).map((one) => `${one.task}: ${one.why}`))[0] ??
    stages.find((stage) => (stage.looks_stuck ?? 0) > 0)?.name.concat(` ${texts.stuck}`) ??
    stages.find((stage) => stage.tasks.running === 0 && stage.reason !== undefined && !follows(stage, job))?.reason ??
    stages.find((stage) => stage.note !== undefined)?.note ??
    "";
  return said.length > WHY_MAX ? `${said.slice(0, WHY_MAX)}…` : said;
}
