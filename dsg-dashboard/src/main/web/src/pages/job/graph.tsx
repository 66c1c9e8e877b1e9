// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { count } from "../../format";
import { begun, shares } from "../../jobrow";
import { layered, neighbour, type Layout, type Spot } from "../../layout";
import type { Job, Stage } from "../../model";
import { Bar, Said, Table } from "../../parts";
import { go, Link, near, usePlace } from "../../router";
import { Mark, type Look } from "../../state";
import { texts } from "../../texts";
import { Shown } from "./outputs";

const say = texts.job.graph;
const BOX = { width: 216, height: 104 };
const GAP = { x: 72, y: 24 };
const EDGE = 6;
/** With more, boxes are too small to be read, and lines too many to be followed. */
const MOST = 150;
/** More rows are read by nobody; those that need somebody come first then. */
const ROWS_MAX = 300;

/** The stages of a job: as boxes with arrows, or as a table. */
export function GraphTab({ job }: { job: Job }) {
  const place = usePlace();
  const few = job.stages.length <= MOST;
  const wish = place.query.get("view");
  const narrow = useNarrow();
  const single = job.stages.length === 1;
  const asTable = !few || (wish === null ? narrow : wish === "table");
  const chosen = job.stages.find((stage) => stage.name === place.query.get("stage"));
  const only = job.stages.length === 1 ? job.stages[0] : undefined;
  const stage = chosen ?? only;
  return (
    <>
      <p className="view-choice">
        {few && !single && (
          <Link to={near(place, { view: asTable ? "graph" : "table" })}>
            {asTable ? texts.viewAsPicture : texts.viewAsTable}
          </Link>
        )}
        {!few && <span className="muted">{say.tooMany}</span>}
      </p>
      {!single && (asTable ? <StageTable job={job} /> : <Graph job={job} chosen={stage?.name} />)}
      {stage === undefined ? <p className="muted">{say.choose}</p> : <StagePanel job={job} stage={stage} />}
      <Shown job={job} />
    </>
  );
}

const NARROW = "(max-width: 46rem)";

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const look = (): void => setNarrow(media.matches);
    media.addEventListener("change", look);
    return () => media.removeEventListener("change", look);
  }, []);
  return narrow;
}

/** How a stage looks: what of it needs somebody comes first. */
export function lookOfStage(job: Job, stage: Stage): { look: Look; word: string } {
  const { total, running, failed, cancelled, done, cached } = stage.tasks;
  const words = texts.jobStates;
  if (failed > 0 && job.state !== "done") {
    return { look: "failed", word: words.failed };
  }
  if (running > 0) {
    return { look: "running", word: words.running };
  }
  if (done + cached + failed === total && total > 0) {
    return cached === total ? { look: "cached", word: texts.taskStates.cached } : { look: "done", word: words.done };
  }
  if (cancelled > 0 && done + cached + failed + cancelled === total) {
    return { look: "waiting", word: words.cancelled };
  }
  return job.state === "paused" ? { look: "paused", word: words.paused } : { look: "waiting", word: words.waiting };
}

const overOf = (stage: Stage): string => texts.tasksDone(count(stage.tasks.done + stage.tasks.cached), count(stage.tasks.total));

const whyOf = (stage: Stage): string =>
  stage.failures[0]?.why ?? (stage.tasks.running === 0 ? (stage.reason ?? "") : (stage.note ?? ""));

const x = (spot: Spot): number => EDGE + spot.layer * (BOX.width + GAP.x);
const y = (spot: Spot): number => EDGE + spot.row * (BOX.height + GAP.y);

function Graph({ job, chosen }: { job: Job; chosen: string | undefined }) {
  const shape = JSON.stringify(job.stages.map((stage) => ({ name: stage.name, after: stage.after })));
  const layout = useMemo(() => layered(JSON.parse(shape) as { name: string; after: string[] }[]), [shape]);
  const place = usePlace();
  const boxes = useRef(new Map<string, HTMLButtonElement>());
  const [reached, setReached] = useState<string>();
  const first = reached ?? chosen ?? job.stages[0]?.name;
  const walk = (event: KeyboardEvent, name: string): void => {
    const next = event.key.startsWith("Arrow") ? neighbour(layout, name, event.key) : undefined;
    if (next !== undefined) {
      event.preventDefault();
      setReached(next);
      boxes.current.get(next)?.focus();
    }
  };
  const width = 2 * EDGE + layout.layers * (BOX.width + GAP.x) - GAP.x;
  const height = 2 * EDGE + layout.rows * (BOX.height + GAP.y) - GAP.y;
  return (
    <div className="graph" role="group" aria-label={say.label(job.stages.length)}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <Lines layout={layout} />
        {job.stages.map((stage) => {
          const spot = layout.spots.get(stage.name);
          return spot === undefined ? null : (
            <foreignObject key={stage.name} x={x(spot)} y={y(spot)} width={BOX.width} height={BOX.height}>
              <Box
                job={job}
                stage={stage}
                chosen={stage.name === chosen}
                tabIndex={stage.name === first ? 0 : -1}
                keep={(box) => void (box === null ? boxes.current.delete(stage.name) : boxes.current.set(stage.name, box))}
                press={(event) => walk(event, stage.name)}
                choose={() => {
                  setReached(stage.name);
                  go(near(place, { stage: stage.name === chosen ? undefined : stage.name }), { instead: true });
                }}
              />
            </foreignObject>
          );
        })}
      </svg>
    </div>
  );
}

/** The arrows, from the right of one box to the left of another, past the layers between them. */
function Lines({ layout }: { layout: Layout }) {
  return (
    <g className="lines" aria-hidden="true">
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0.5 8 4 0 7.5z" />
        </marker>
      </defs>
      {layout.lines.map((line) => {
        const from = layout.spots.get(line.from);
        const to = layout.spots.get(line.to);
        if (from === undefined || to === undefined) {
          return null;
        }
        const middle = (spot: Spot): number => y(spot) + BOX.height / 2;
        let path = `M${x(from) + BOX.width} ${middle(from)}`;
        let last = { x: x(from) + BOX.width, y: middle(from) };
        for (const spot of [...line.by, to]) {
          const half = (last.x + x(spot)) / 2;
          path += ` C${half} ${last.y} ${half} ${middle(spot)} ${x(spot)} ${middle(spot)}`;
          last = { x: x(spot), y: middle(spot) };
          if (spot !== to) {
            last = { x: x(spot) + BOX.width, y: middle(spot) };
            path += ` H${last.x}`;
          }
        }
        return <path key={`${line.from} ${line.to}`} d={path} markerEnd="url(#arrow)" />;
      })}
    </g>
  );
}

function Box(props: {
  job: Job;
  stage: Stage;
  chosen: boolean;
  tabIndex: number;
  keep: (box: HTMLButtonElement | null) => void;
  press: (event: KeyboardEvent) => void;
  choose: () => void;
}) {
  const { job, stage, chosen, tabIndex, keep, press, choose } = props;
  const { look, word } = lookOfStage(job, stage);
  const why = whyOf(stage);
  return (
    <button
      ref={keep}
      type="button"
      className={`box box-${look}`}
      aria-pressed={chosen}
      tabIndex={tabIndex}
      onKeyDown={press}
      onClick={choose}
    >
      <span className="box-head">
        <bdi className="cut">{stage.name}</bdi>
        <Mark look={look} word={word} />
      </span>
      <span aria-hidden="true">
        <StageBar stage={stage} />
      </span>
      <span className="box-why">
        {overOf(stage)}
        {why !== "" && (
          <>
            {" · "}
            <Said text={why} />
          </>
        )}
      </span>
    </button>
  );
}

function StageBar({ stage }: { stage: Stage }) {
  return <Bar label={texts.progress(stage.name)} text={overOf(stage)} parts={shares(stage.tasks, begun(stage))} />;
}

const RANK: Readonly<Record<string, number>> = { failed: 0, running: 1, paused: 2, waiting: 3 };

/** As the job file has them; of very many, first those that failed, run or wait. */
function listed(job: Job): readonly Stage[] {
  const rank = (stage: Stage): number => RANK[lookOfStage(job, stage).look] ?? 4;
  return job.stages.length <= ROWS_MAX ? job.stages : job.stages.toSorted((a, b) => rank(a) - rank(b)).slice(0, ROWS_MAX);
}

function StageTable({ job }: { job: Job }) {
  const place = usePlace();
  return (
    <>
      {job.stages.length > ROWS_MAX && <p className="muted">{say.part(ROWS_MAX, job.stages.length)}</p>}
      <Table label={say.stage} heads={[say.stage, say.state, say.progress, say.after, say.why]}>
        {listed(job).map((stage) => {
          const { look, word } = lookOfStage(job, stage);
          const why = whyOf(stage);
          return (
            <tr key={stage.name}>
              <th scope="row">
                <Link to={near(place, { stage: stage.name })} data-row>
                  {stage.name}
                </Link>
              </th>
              <td>
                <Mark look={look} word={word} />
              </td>
              <td className="progress-cell">
                <StageBar stage={stage} />
                <span className="muted">{overOf(stage)}</span>
              </td>
              <td>{stage.after.length === 0 ? <span className="muted">{say.first}</span> : stage.after.join(", ")}</td>
              <td className="why-cell">{why !== "" && <Said text={why} />}</td>
            </tr>
          );
        })}
      </Table>
    </>
  );
}

/** One stage, with all that is known of it, and where its tasks are. */
function StagePanel({ job, stage }: { job: Job; stage: Stage }) {
  const { look, word } = lookOfStage(job, stage);
  const { total, failed, cached, cancelled, running, retried } = stage.tasks;
  const bare = { path: `/jobs/${job.id}`, query: new URLSearchParams({ stage: stage.name }) };
  return (
    <section className="panel" aria-labelledby="stage">
      <header className="section-head">
        <h2 id="stage">
          <bdi>{stage.name}</bdi>
        </h2>
        <Mark look={look} word={word} />
      </header>
      <StageBar stage={stage} />
      <p className="facts">
        <span>{overOf(stage)}</span>
        {running > 0 && <span>{`${count(running)} ${texts.taskStates.running}`}</span>}
        {cached > 0 && <span>{texts.cachedTasks(cached)}</span>}
        {failed > 0 && <span className="state-failed">{texts.failedTasks(failed)}</span>}
        {cancelled > 0 && <span>{texts.cancelledTasks(cancelled)}</span>}
        {retried > 0 && <span>{say.retried(retried)}</span>}
      </p>
      {stage.reason !== undefined && (
        <p className="why">
          <Said text={stage.reason} />
        </p>
      )}
      {stage.frozen !== undefined && <p className="why">{say.frozen(stage.frozen, stage.why_frozen ?? "")}</p>}
      {stage.note !== undefined && (
        <p>
          <Said text={stage.note} />
        </p>
      )}
      {stage.when !== undefined && (
        <p>
          {say.condition(stage.when)} {stage.verdict !== undefined && say.verdict(stage.verdict)}
        </p>
      )}
      <p className="links">
        <Link to={near(bare, { tab: "tasks" })}>{say.seeTasks(total)}</Link>{" "}
        <Link to={near(bare, { tab: "logs" })}>{say.seeLog}</Link>
      </p>
    </section>
  );
}
