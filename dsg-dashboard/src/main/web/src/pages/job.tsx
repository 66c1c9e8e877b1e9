// SPDX-License-Identifier: Apache-2.0
import { ask } from "../api";
import { useAsk, useSession } from "../ask";
import { AskFirst, Outcome, useDoing } from "../doing";
import { memory, moment, span } from "../format";
import { useLive, useNow, useSlowly } from "../live";
import { isOver, type Job } from "../model";
import { Answer, Name, Tabs } from "../parts";
import { go, Link, near, usePlace } from "../router";
import { retriable, sentence } from "../sentence";
import { JobMark } from "../state";
import { texts } from "../texts";
import { CompareTab } from "./job/compare";
import { FailureCard } from "./job/failure";
import { FileTab } from "./job/file";
import { GraphTab } from "./job/graph";
import { LogsTab } from "./job/logs";
import { MetricsTab } from "./job/metrics";
import { OutputsTab } from "./job/outputs";
import { TasksTab } from "./job/tasks";
import { TimelineTab } from "./job/timeline";

const say = texts.job;
const TABS = ["graph", "tasks", "timeline", "logs", "metrics", "outputs", "file", "compare"] as const;
/** Who listens is told no more often. */
const HEARD_MS = 10_000;
type Tab = (typeof TABS)[number];

/** One job: how it is, why, what it does and has made, and what can be done about it. */
export function JobPage({ id }: { id: string }) {
  const place = usePlace();
  const told = useLive().jobs.get(Number(id));
  const asked = useAsk<Job>(`/api/v1/jobs/${encodeURIComponent(id)}`, { when: told });
  const tab: Tab = TABS.find((one) => one === place.query.get("tab")) ?? "graph";
  return (
    <>
      <p className="back">
        <Link to="/jobs" data-back>
          ‹ {say.back}
        </Link>
      </p>
      <Answer asked={{ ...asked, answer: asked.answer ?? (asked.fault === undefined ? told : undefined) }}>
        {(answer) => {
          const job = told === undefined ? answer : together(answer, told);
          return (
            <>
              <Head job={job} />
              <Tabs label={say.tabs} tabs={TABS.map((one) => [one, say.tab[one]] as const)} now={tab} />
              {tab === "graph" && <FailureCard job={job} />}
              <div className="view">
                <View tab={tab} job={job} />
              </div>
            </>
          );
        }}
      </Answer>
      {asked.answer === undefined && asked.fault !== undefined && <h1>{asked.fault.status === 404 ? say.gone : say.one(id)}</h1>}
    </>
  );
}

/** What was told last, with what is only said when it is asked for. */
function together(answer: Job, told: Job): Job {
  const differs = new Map(answer.stages.map((stage) => [stage.name, stage.differs]));
  const stages = told.stages.map((stage) => {
    const said = differs.get(stage.name);
    return said === undefined ? stage : { ...stage, differs: said };
  });
  return { ...answer, ...told, stages };
}

function View({ tab, job }: { tab: Tab; job: Job }) {
  switch (tab) {
    case "graph":
      return <GraphTab job={job} />;
    case "tasks":
      return <TasksTab job={job} />;
    case "timeline":
      return <TimelineTab job={job} />;
    case "logs":
      return <LogsTab job={job} />;
    case "metrics":
      return <MetricsTab job={job} />;
    case "outputs":
      return <OutputsTab job={job} />;
    case "file":
      return <FileTab job={job} />;
    case "compare":
      return <CompareTab job={job} />;
  }
}

/** Whether this caller may steer the job. */
export function useSteers(job: Job): boolean {
  const { me } = useSession();
  return me.role === "admin" || (me.role === "submitter" && me.name === job.by);
}

function Head({ job }: { job: Job }) {
  const now = useNow(1_000);
  const said = sentence(job, now);
  const heard = useSlowly(said, HEARD_MS);
  const used = job.used;
  const peak = used?.peak_memory_mib === undefined ? "" : memory(used.peak_memory_mib);
  return (
    <>
      <header className="head">
        <h1>
          <span className="job-id">{job.id}</span> <bdi>{job.name}</bdi>
        </h1>
        <JobMark state={job.state} />
        <Actions job={job} />
      </header>
      <p className="lead">{said}</p>
      <p className="hidden" role="status">
        {heard}
      </p>
      <p className="facts">
        <span>{job.nickname}</span>
        <span>
          {texts.by(job.by)}, <time dateTime={job.submitted_at}>{say.asked(moment(job.submitted_at))}</time>
        </span>
        {used !== undefined && used.cpu_s > 0 && <span>{say.used(span(used.cpu_s), peak)}</span>}
      </p>
    </>
  );
}

/** What can be done with a job, for whoever may. */
function Actions({ job }: { job: Job }) {
  const { token } = useSession();
  const steers = useSteers(job);
  const doing = useDoing();
  const over = isOver(job);
  const again = retriable(job);
  const path = `/api/v1/jobs/${job.id}`;
  const tell = (verb: keyof typeof say.told): void =>
    doing.act(async () => {
      await ask("POST", `${path}/${verb}`, token);
      return say.told[verb];
    });
  const remove = (): void =>
    doing.act(async () => {
      await ask("DELETE", path, token);
      go("/jobs");
    });
  if (!steers) {
    return <p className="muted actions">{say.mayNot}</p>;
  }
  return (
    <div className="actions">
      <div className="buttons">
        {!over && (
          <button
            type="button"
            className={job.state === "paused" ? "primary" : ""}
            data-key="p"
            aria-disabled={doing.busy}
            onClick={() => tell(job.state === "paused" ? "unpause" : "pause")}
          >
            {job.state === "paused" ? say.unpause : say.pause}
          </button>
        )}
        {again > 0 && (
          <button type="button" className={over ? "primary" : ""} data-key="r" aria-disabled={doing.busy} onClick={() => tell("retry")}>
            {say.retry(again)}
          </button>
        )}
        {!over && (
          <AskFirst word={say.cancel} title={say.cancelTitle} busy={doing.busy} act={() => tell("cancel")}>
            <Which job={job} />
            <p>{say.cancelWhy(job.tasks.running)}</p>
            <p>{say.cancelKeep}</p>
          </AskFirst>
        )}
        {over && (
          <AskFirst word={say.remove} title={say.removeTitle} busy={doing.busy} act={remove}>
            <Which job={job} />
            <p>{say.removeWhy}</p>
          </AskFirst>
        )}
      </div>
      <Outcome doing={doing} />
    </div>
  );
}

function Which({ job }: { job: Job }) {
  return (
    <p>
      <strong>{job.id}</strong> <Name text={job.name} />
    </p>
  );
}

/** The stage that the address names, or else the one that matters most: where it failed, where it runs, the first. */
export function useStage(job: Job): { name: string; choose: (name: string) => void } {
  const place = usePlace();
  const named = place.query.get("stage");
  const stage =
    job.stages.find((one) => one.name === named) ??
    job.stages.find((one) => one.tasks.failed > 0) ??
    job.stages.find((one) => one.tasks.running > 0) ??
    job.stages[0];
  return {
    name: stage?.name ?? "",
    choose: (name) => go(near(place, { stage: name, task: undefined, from: undefined, attempt: undefined })),
  };
}

/** Chooses one of the job's stages; nothing is to be chosen where there is one only. */
export function StageChoice({ job }: { job: Job }) {
  const { name, choose } = useStage(job);
  if (job.stages.length < 2) {
    return null;
  }
  return (
    <label>
      {say.tasks.stage}
      <select value={name} onChange={(event) => choose(event.target.value)}>
        {job.stages.map((stage) => (
          <option key={stage.name} value={stage.name}>
            {stage.name}
          </option>
        ))}
      </select>
    </label>
  );
}
