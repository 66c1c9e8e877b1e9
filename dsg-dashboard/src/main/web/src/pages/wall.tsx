// SPDX-License-Identifier: Apache-2.0
import { useContext, useEffect, useRef, useState } from "react";
import { ask } from "../api";
import { CallerContext, useSession } from "../ask";
import { count, trimmed } from "../format";
import { health } from "../health";
import { begun, share, shares } from "../jobrow";
import { useLive, useNow } from "../live";
import { isOver, type GridNode, type Job, type ResultFile } from "../model";
import { Bar, Name } from "../parts";
import { kindOf, Preview } from "../preview";
import { go } from "../router";
import { JobMark, NodeMark } from "../state";
import { texts } from "../texts";

const say = texts.wall;
const JOBS_MAX = 4;
const MACHINES_MAX = 12;
/** So many of the newest jobs are asked for their pictures, of each the first few. */
const ASKED_MAX = 6;
const PICTURES_OF_JOB = 3;
const TASKS_MAX = 2_000;
const EACH_MS = 12_000;
const ASK_MS = 3_000;

/** The grid for everybody in the room: large, without anything to press, and never more than fits the screen. */
export function Wall() {
  const live = useLive();
  const nodes = [...live.nodes.values()].toSorted(byUse);
  const jobs = [...live.jobs.values()];
  const now = health(nodes, jobs, [], live.grid);
  const pictures = usePictures(jobs);
  useEffect(() => {
    document.title = `${say.title} · ${live.grid?.name ?? texts.product}`;
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape") {
        go("/");
      }
    };
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [live.grid?.name]);
  const shown = jobs.toSorted(byNeed).slice(0, JOBS_MAX);
  const ended = useContext(CallerContext)?.ended === true;
  const trouble = ended ? texts.login.ended : live.link === "live" ? "" : texts.reconnecting;
  return (
    <main className="wall">
      <header className="wall-head">
        <h1>
          <Name text={live.grid?.name ?? texts.overview} />
        </h1>
        <p className={now.well ? "wall-health" : "wall-health wall-look"} role="status">
          {live.complete ? now.sentences.join(" ") : texts.connecting}
        </p>
        {live.complete && trouble !== "" && <p className="wall-look">{trouble}</p>}
      </header>
      <section className="wall-jobs" aria-labelledby="wall-jobs">
        <h2 id="wall-jobs">{texts.jobs.title}</h2>
        {live.complete && shown.length === 0 && <p className="muted">{texts.noJobs}</p>}
        <ul>
          {shown.map((job) => (
            <WallJob key={job.id} job={job} />
          ))}
        </ul>
      </section>
      <Pictures pictures={pictures} />
      <section className="wall-machines" aria-labelledby="wall-machines">
        <h2 id="wall-machines">{texts.machines}</h2>
        <ul>
          {nodes.slice(0, MACHINES_MAX).map((node) => (
            <WallMachine key={node.id} node={node} />
          ))}
          {nodes.length > MACHINES_MAX && <li className="muted">{say.more(nodes.length - MACHINES_MAX)}</li>}
        </ul>
      </section>
    </main>
  );
}

/** What runs first, then what waits, then what ended last. */
const STEP: Readonly<Record<Job["state"], number>> = { running: 0, waiting: 1, paused: 2, done: 3, failed: 3, cancelled: 3 };

const byNeed = (a: Job, b: Job): number => STEP[a.state] - STEP[b.state] || b.id - a.id;

const byUse = (a: GridNode, b: GridNode): number =>
  Number(a.state === "away") - Number(b.state === "away") || b.running - a.running || a.name.localeCompare(b.name);

function WallJob({ job }: { job: Job }) {
  const { total, done, cached, failed } = job.tasks;
  const text = texts.tasksDone(count(done + cached), count(total));
  return (
    <li className="wall-job">
      <span className="wall-line">
        <Name text={job.name} />
        <span className="wall-small">
          {text}
          {failed > 0 && <span className="state-failed">, {texts.failedTasks(failed)}</span>}
        </span>
        <JobMark state={job.state} />
      </span>
      <Bar
        label={texts.progress(job.name)}
        text={text}
        parts={shares(job.tasks, isOver(job) ? 0 : job.stages.reduce((sum, stage) => sum + begun(stage), 0))}
      />
    </li>
  );
}

function WallMachine({ node }: { node: GridNode }) {
  const used = node.cores - node.free_cores;
  return (
    <li className="wall-machine">
      <span className="wall-line">
        <Name text={node.name} />
        <NodeMark state={node.state} running={node.running} />
      </span>
      {node.state !== "away" && (
        <Bar
          label={node.name}
          text={texts.coresInUse(trimmed(used), trimmed(node.cores))}
          parts={[{ share: share(used, node.cores), look: "running" }]}
        />
      )}
    </li>
  );
}

interface WallPicture extends ResultFile {
  readonly job: string;
}

/** One picture after the other, the newest first. */
function Pictures({ pictures }: { pictures: readonly WallPicture[] }) {
  const now = useNow(1_000);
  const picture = pictures[turn(now, pictures.length)];
  return (
    <section className="wall-picture" aria-labelledby="wall-results">
      <h2 id="wall-results">{say.results}</h2>
      {picture === undefined ? (
        <p className="muted">{say.noPicture}</p>
      ) : (
        <figure key={picture.sha256}>
          <Preview sha256={picture.sha256} name={picture.path} size={picture.bytes} caption={picture.caption} />
          <figcaption>
            <Name text={`${picture.caption === "" ? picture.path : picture.caption}, ${picture.job}`} />
          </figcaption>
        </figure>
      )}
    </section>
  );
}

/** Which of so many is to be seen at this moment. */
export const turn = (now: number, all: number): number => (all === 0 ? 0 : Math.floor(now / EACH_MS) % all);

/** The pictures that the newest jobs show; asked for again when more is done, but not too often. */
function usePictures(jobs: readonly Job[]): readonly WallPicture[] {
  const { token } = useSession();
  const [pictures, setPictures] = useState<readonly WallPicture[]>([]);
  const newest = jobs
    .filter((job) => job.tasks.done + job.tasks.cached > 0 && job.tasks.total <= TASKS_MAX)
    .toSorted((a, b) => b.id - a.id)
    .slice(0, ASKED_MAX)
    .map((job): Asked => ({ id: job.id, name: job.name, made: job.tasks.done + job.tasks.cached }));
  const wanted = useRef("[]");
  useEffect(() => {
    wanted.current = JSON.stringify(newest);
  });
  useEffect(() => {
    let over = false;
    let known = "";
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const now = wanted.current;
      if (now !== known) {
        try {
          const found = await picturesOf(JSON.parse(now) as readonly Asked[], token);
          known = now;
          if (!over) {
            setPictures(found);
          }
        } catch {
          // What is there stays; it is asked for again.
        }
      }
      if (!over) {
        timer = setTimeout(() => void look(), ASK_MS);
      }
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [token]);
  return pictures;
}

interface Asked {
  readonly id: number;
  readonly name: string;
  readonly made: number;
}

async function picturesOf(jobs: readonly Asked[], token: string): Promise<WallPicture[]> {
  const found: WallPicture[] = [];
  for (const { id, name } of jobs) {
    const { files } = await ask<{ files: readonly ResultFile[] }>("GET", `/api/v1/jobs/${id}/results`, token);
    const images = files.filter((file) => file.show && file.collected_at === undefined && kindOf(file.path).is === "image");
    found.push(...images.slice(0, PICTURES_OF_JOB).map((file) => ({ ...file, job: name })));
  }
  return found;
}
