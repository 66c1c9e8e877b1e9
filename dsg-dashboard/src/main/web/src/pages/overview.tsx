// SPDX-License-Identifier: Apache-2.0
import { health } from "../health";
import { useLive, useNow } from "../live";
import { isOver, type GridNode, type Job } from "../model";
import { Bar, Command, Empty } from "../parts";
import { Link, usePlace } from "../router";
import { JobMark, NodeMark } from "../state";
import { ago, memory, moment, texts, trimmed } from "../texts";

const LATEST = 20;

/** The grid at a glance: how it is, its machines, its jobs. */
export function Overview({ admin }: { admin: boolean }) {
  const live = useLive();
  const nodes = [...live.nodes.values()].toSorted(byUse);
  const jobs = [...live.jobs.values()].toSorted(byNeed);
  const now = health(nodes, jobs, live.joins, live.grid);
  return (
    <>
      <h1>{live.grid?.name ?? texts.overview}</h1>
      {live.complete && (
        <p className={`health ${now.well ? "health-well" : "health-look"}`} role="status">
          {now.sentences.join(" ")} {live.joins.length > 0 && admin && <Link to="/join">{texts.seeWho}</Link>}
        </p>
      )}
      <Machines nodes={nodes} complete={live.complete} admin={admin} />
      <Jobs jobs={jobs} complete={live.complete} />
    </>
  );
}

const RANK = { ready: 0, draining: 1, paused: 2, resting: 3, pending: 4, away: 5 };

const byUse = (a: GridNode, b: GridNode): number =>
  RANK[a.state] - RANK[b.state] || b.cores - a.cores || a.name.localeCompare(b.name);

const byNeed = (a: Job, b: Job): number => Number(isOver(a)) - Number(isOver(b)) || b.id - a.id;

function Machines({ nodes, complete, admin }: { nodes: readonly GridNode[]; complete: boolean; admin: boolean }) {
  const there = nodes.filter((node) => node.state !== "away");
  const all = there.reduce((sum, node) => sum + node.cores, 0);
  const free = there.reduce((sum, node) => sum + node.free_cores, 0);
  return (
    <section aria-labelledby="machines">
      <header className="section-head">
        <h2 id="machines">{texts.machines}</h2>
        {nodes.length > 0 && <p className="muted">{texts.coresInUse(trimmed(all - free), trimmed(all))}</p>}
      </header>
      {complete && nodes.length === 0 && (
        <Empty title={texts.noMachine}>
          <p>
            {texts.noMachineHint} <Command text={texts.noMachineCommand} />
          </p>
        </Empty>
      )}
      <ul className="machines">
        {nodes.map((node) => (
          <Machine key={node.id} node={node} />
        ))}
        {complete && nodes.length === 1 && (
          <li className="machine machine-none">
            <p>
              <strong>{texts.onlyOne}</strong> {texts.onlyOneHint}
            </p>
            <Command text={texts.onlyOneCommand} />
            {admin && (
              <p>
                {texts.orByCode} <Link to="/join">{texts.aCode}</Link>.
              </p>
            )}
          </li>
        )}
      </ul>
    </section>
  );
}

function Machine({ node }: { node: GridNode }) {
  const away = node.state === "away";
  const used = node.cores - node.free_cores;
  const use = texts.coresInUse(trimmed(used), trimmed(node.cores));
  return (
    <li className={`machine ${away ? "machine-away" : ""}`}>
      <div className="machine-head">
        <h3 className="cut" title={node.name}>
          {node.name}
        </h3>
        <NodeMark state={node.state} running={node.running} />
      </div>
      {!away && <Bar label={node.name} text={use} parts={[{ share: share(used, node.cores), look: "running" }]} />}
      <p className="facts">
        <span>{away ? texts.cores(trimmed(node.cores)) : use}</span>
        {!away && <span>{texts.tasksRun(node.running)}</span>}
        <span>{texts.memory(memory(node.memory_mib))}</span>
      </p>
      {node.why !== undefined && <p className="why">{node.why}</p>}
    </li>
  );
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);

function Jobs({ jobs, complete }: { jobs: readonly Job[]; complete: boolean }) {
  const now = useNow(1_000);
  const wantsAll = usePlace().query.get("jobs") === "all";
  const shown = wantsAll ? jobs : jobs.slice(0, LATEST);
  return (
    <section aria-labelledby="jobs">
      <header className="section-head">
        <h2 id="jobs">{texts.jobs}</h2>
        {jobs.length > LATEST && (
          <Link to={wantsAll ? "/" : "/?jobs=all"}>{wantsAll ? texts.showFewer : texts.showAll(jobs.length)}</Link>
        )}
      </header>
      {complete && jobs.length === 0 && (
        <Empty title={texts.noJobs}>
          <p>
            {texts.noJobsHint} <Command text={texts.noJobsCommand} />
          </p>
          <p>
            {texts.noJobsExample} <Command text={texts.noJobsExampleCommand} />
          </p>
        </Empty>
      )}
      {shown.length > 0 && (
        <ul className="jobs">
          {shown.map((job) => (
            <JobRow key={job.id} job={job} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

function JobRow({ job, now }: { job: Job; now: number }) {
  const { total, done, cached, failed, cancelled } = job.tasks;
  const halves = job.stages.reduce((sum, stage) => sum + begun(stage), 0);
  const text = texts.tasksDone((done + cached).toLocaleString("en"), total.toLocaleString("en"));
  const asked = Date.parse(job.submitted_at);
  const ended = job.ended_at === undefined ? undefined : Date.parse(job.ended_at);
  const why = reason(job);
  return (
    <li className="job">
      <span className="job-id">{job.id}</span>
      <span className="job-name">
        <strong className="cut" title={job.name}>
          {job.name}
        </strong>
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
          parts={[
            { share: share(done, total), look: "done" },
            { share: share(cached, total), look: "cached" },
            { share: share(failed, total), look: "failed" },
            { share: share(cancelled, total), look: "waiting" },
            { share: share(halves, total), look: "running" },
          ]}
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
      {why !== "" && <p className={`why job-why ${failed > 0 ? "state-failed" : ""}`}>{why}</p>}
    </li>
  );
}

/** What the tasks that run have done already, in tasks. */
function begun(stage: Job["stages"][number]): number {
  const { total, done, cached, failed, cancelled } = stage.tasks;
  return stage.progress === undefined ? 0 : Math.max(0, stage.progress * total - (done + cached + failed + cancelled));
}

const WHY_MAX = 240;

/** One line on why it is as it is: what has failed, or what it waits for, or what it says of itself. */
function reason(job: Job): string {
  if (job.state === "paused") {
    return "";
  }
  const stages = isOver(job) ? job.stages.filter((stage) => stage.failures.length > 0) : job.stages;
  const said =
    stages.flatMap((stage) => stage.failures.slice(0, 1).map((one) => `${one.task}: ${one.why}`))[0] ??
    stages.find((stage) => stage.looks_stuck === true)?.name.concat(` ${texts.stuck}`) ??
    stages.find((stage) => stage.tasks.running === 0 && stage.reason !== undefined)?.reason ??
    stages.find((stage) => stage.note !== undefined)?.note ??
    "";
  return said.length > WHY_MAX ? `${said.slice(0, WHY_MAX)}…` : said;
}
