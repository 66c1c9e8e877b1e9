// SPDX-License-Identifier: Apache-2.0
import { useSession } from "../ask";
import { memory, trimmed } from "../format";
import { GridMap } from "../gridmap";
import { health } from "../health";
import { JobRow, share } from "../jobrow";
import { useLive, useNow } from "../live";
import { isOver, type GridNode, type Job } from "../model";
import { Bar, Command, Empty, Name, NothingYet, Said } from "../parts";
import { Link, nodePath } from "../router";
import { NodeMark } from "../state";
import { texts } from "../texts";
import { Throughput } from "../throughput";
import { LatestResults } from "./job/outputs";
import { NoJobs } from "./jobs";

const LATEST = 20;
/** As many machines as one looks over; the others are on their page. */
const MACHINES_MAX = 24;

/** The grid at a glance: how it is, its machines, its jobs. */
export function Overview() {
  const admin = useSession().me.role === "admin";
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
      <NothingYet />
      <Machines nodes={nodes} complete={live.complete} admin={admin} />
      <Throughput />
      <Jobs jobs={jobs} complete={live.complete} />
      <LatestResults jobs={jobs} />
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
        {nodes.length > MACHINES_MAX && <Link to="/nodes">{texts.showAllMachines(nodes.length)}</Link>}
      </header>
      {complete && nodes.length === 0 && (
        <Empty title={texts.noMachine}>
          <p>
            {texts.noMachineHint} <Command text={texts.noMachineCommand} />
          </p>
        </Empty>
      )}
      {nodes.length > MACHINES_MAX && <GridMap nodes={nodes} />}
      <ul className="machines">
        {nodes.slice(0, MACHINES_MAX).map((node) => (
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
        <h3>
          <Link to={nodePath(node.name)} data-row>
            <Name text={node.name} />
          </Link>
        </h3>
        <NodeMark state={node.state} running={node.running} />
      </div>
      {!away && <Bar label={node.name} text={use} parts={[{ share: share(used, node.cores), look: "running" }]} />}
      <p className="facts">
        <span>{away ? texts.cores(trimmed(node.cores)) : use}</span>
        {!away && <span>{texts.tasksRun(node.running)}</span>}
        <span>{texts.memory(memory(node.memory_mib))}</span>
      </p>
      {node.why !== undefined && (
        <p className="why">
          <Said text={node.why} />
        </p>
      )}
    </li>
  );
}

function Jobs({ jobs, complete }: { jobs: readonly Job[]; complete: boolean }) {
  const now = useNow(1_000);
  const shown = jobs.slice(0, LATEST);
  return (
    <section aria-labelledby="jobs">
      <header className="section-head">
        <h2 id="jobs">{texts.jobs.title}</h2>
        {jobs.length > LATEST && <Link to="/jobs">{texts.showAll(jobs.length)}</Link>}
      </header>
      {complete && jobs.length === 0 && <NoJobs />}
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
