// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "react";
import { useAsk } from "../../ask";
import { Chart, lookAt, type Drawing } from "../../chart";
import { joined, numericNames } from "../../figures";
import { ago, count } from "../../format";
import { locale } from "../../language";
import { isOver, type Job, type TaskState } from "../../model";
import { Answer, Empty, Table } from "../../parts";
import { go, Link, near, taskPath, usePlace } from "../../router";
import { TaskMark } from "../../state";
import { texts } from "../../texts";
import { StageChoice, useStage } from "../job";
import { Values } from "./tasks";

const say = texts.job.metrics;
const EVERY_MS = 3_000;
const SHOWN_MOST = 200;
const LINES_MOST = 12;

interface Measured {
  readonly task: number;
  readonly state?: TaskState;
  readonly values?: Readonly<Record<string, string>>;
  readonly last: Readonly<Record<string, number>>;
}

interface Metrics {
  readonly metrics: readonly string[];
  readonly metric?: string;
  readonly total: number;
  readonly tasks: readonly Measured[];
  readonly lines: readonly { readonly task: number; readonly at_s: readonly number[]; readonly values: readonly number[] }[];
}

/** A number that may be small: as few digits as say it. */
const AMOUNT = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
const amount = (value: number): string => AMOUNT.format(value);

/** What the tasks of a stage measure: a line each, their newest values, and these against a parameter. */
export function MetricsTab({ job }: { job: Job }) {
  const place = usePlace();
  const { name } = useStage(job);
  const asked = new URLSearchParams();
  for (const word of ["metric", "tasks"]) {
    const value = place.query.get(word);
    if (value !== null && value !== "") {
      asked.set(word, value);
    }
  }
  const path = `/api/v1/jobs/${job.id}/stages/${encodeURIComponent(name)}/metrics?${asked.toString()}`;
  const counts = job.stages.find((one) => one.name === name)?.tasks;
  const metrics = useAsk<Metrics>(path, { everyMs: isOver(job) ? undefined : EVERY_MS, when: JSON.stringify(counts), keep: true });
  return (
    <Answer asked={metrics}>
      {(answer) => <Shown key={name} job={job} stage={name} metrics={answer} />}
    </Answer>
  );
}

function Shown({ job, stage, metrics }: { job: Job; stage: string; metrics: Metrics }) {
  const place = usePlace();
  const asTable = place.query.get("view") === "table";
  const metric = metrics.metric ?? "";
  const able = metrics.tasks.filter((task) => task.last[metric] !== undefined);
  const params = able.length > 2 ? numericNames(able) : [];
  const by = params.find((name) => name === place.query.get("by"));
  const set = (change: Record<string, string | undefined>): void => go(near(place, { stage, ...change }));
  if (metrics.metrics.length === 0) {
    return (
      <>
        <div className="filters">
          <StageChoice job={job} />
        </div>
        <Empty title={say.none}>
          <p>
            {say.noneHint} <code>echo "DSG_METRIC loss=0.31"</code>
          </p>
          {isOver(job) && <p>{say.noneOver}</p>}
        </Empty>
      </>
    );
  }
  return (
    <>
      <div className="filters">
        <StageChoice job={job} />
        <label>
          {say.metric}
          <select value={metric} onChange={(event) => set({ metric: event.target.value })}>
            {metrics.metrics.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        {params.length > 0 && (
          <label>
            {say.over}
            <select value={by ?? ""} onChange={(event) => set({ by: event.target.value })}>
              <option value="">{say.time}</option>
              {params.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        )}
        <Link to={near(place, { view: asTable ? undefined : "table" })}>{asTable ? texts.viewAsPicture : texts.viewAsTable}</Link>
      </div>
      {asTable ? (
        <Points metric={metric} metrics={metrics} by={by} able={able} />
      ) : by === undefined ? (
        <Lines metric={metric} metrics={metrics} />
      ) : (
        <Against metric={metric} by={by} able={able} />
      )}
      <Newest job={job} stage={stage} metrics={metrics} />
    </>
  );
}

function Lines({ metric, metrics }: { metric: string; metrics: Metrics }) {
  const drawing = useMemo((): Drawing => {
    const { x, values } = joined(metrics.lines.map((line) => ({ at: line.at_s, values: line.values })));
    return {
      x,
      curves: metrics.lines.map((line, index) => ({ name: say.task(line.task), look: lookAt(index), values: values[index] ?? [] })),
      isTime: false,
      place: ago,
      amount,
    };
  }, [metrics]);
  const all = metrics.lines.flatMap((line) => line.values);
  if (all.length === 0) {
    return <p className="muted">{say.nothingDrawn}</p>; // the address asks for what no task has measured
  }
  return (
    <Chart
      label={say.label(metric)}
      summary={say.summary(metric, metrics.lines.length, amount(Math.min(...all)), amount(Math.max(...all)))}
      drawing={drawing}
    />
  );
}

/** The newest value of each task against one of its parameters. */
function Against({ metric, by, able }: { metric: string; by: string; able: readonly Measured[] }) {
  const points = against(metric, by, able);
  const drawing: Drawing = {
    x: points.map((point) => point.at),
    curves: [{ name: metric, look: lookAt(0), values: points.map((point) => point.value) }],
    isTime: false,
    dots: true,
    place: (at) => amount(at),
    amount,
  };
  const least = points.reduce((best, point) => (point.value < best.value ? point : best));
  const most = points.reduce((best, point) => (point.value > best.value ? point : best));
  return (
    <Chart
      label={say.againstLabel(metric, by)}
      summary={say.against(metric, say.at(amount(least.value), by, amount(least.at)), say.at(amount(most.value), by, amount(most.at)))}
      drawing={drawing}
    />
  );
}

const against = (metric: string, by: string, able: readonly Measured[]): { at: number; value: number }[] =>
  able.map((task) => ({ at: Number(task.values?.[by]), value: task.last[metric] ?? 0 })).toSorted((a, b) => a.at - b.at);

function Points(props: { metric: string; metrics: Metrics; by: string | undefined; able: readonly Measured[] }) {
  const { metric, metrics, by, able } = props;
  if (by !== undefined) {
    return (
      <div className="chart-table">
        <Table label={say.againstLabel(metric, by)} heads={[by, metric]} dense>
          {against(metric, by, able).map((point, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- points have no other name
            <tr key={index}>
              <th scope="row">{amount(point.at)}</th>
              <td>{amount(point.value)}</td>
            </tr>
          ))}
        </Table>
      </div>
    );
  }
  const { x, values } = joined(metrics.lines.map((line) => ({ at: line.at_s, values: line.values })));
  return (
    <div className="chart-table">
      <Table label={say.label(metric)} heads={[say.after, ...metrics.lines.map((line) => say.task(line.task))]} dense>
        {x.map((at, index) => (
          <tr key={at}>
            <th scope="row">{ago(at)}</th>
            {metrics.lines.map((line, place) => {
              const value = values[place]?.[index];
              return <td key={line.task}>{value === null || value === undefined ? "" : amount(value)}</td>;
            })}
          </tr>
        ))}
      </Table>
    </div>
  );
}

/** The newest values of the tasks; which of them are drawn can be chosen. */
function Newest({ job, stage, metrics }: { job: Job; stage: string; metrics: Metrics }) {
  const place = usePlace();
  const drawn = new Set(metrics.lines.map((line) => line.task));
  const choose = (task: number): void => {
    const next = drawn.has(task) ? [...drawn].filter((one) => one !== task) : [...drawn, task];
    go(near(place, { stage, tasks: next.toSorted((a, b) => a - b).join(",") }));
  };
  const shown = metrics.tasks.slice(0, SHOWN_MOST);
  return (
    <section aria-labelledby="newest">
      <h2 id="newest">{say.newest}</h2>
      <Table label={say.newest} heads={[say.drawn, texts.job.tasks.task, texts.jobs.state, texts.job.tasks.values, ...metrics.metrics]}>
        {shown.map((task) => (
          <tr key={task.task}>
            <td>
              <input
                type="checkbox"
                aria-label={say.draw(task.task)}
                checked={drawn.has(task.task)}
                disabled={!drawn.has(task.task) && drawn.size >= LINES_MOST}
                onChange={() => choose(task.task)}
              />
            </td>
            <th scope="row">
              <Link to={taskPath(`${job.id}.${stage}.${task.task}`)} data-row aria-label={`${job.id}.${stage}.${task.task}`}>
                {task.task}
              </Link>
            </th>
            <td>{task.state !== undefined && <TaskMark state={task.state} />}</td>
            <td>
              <Values values={task.values ?? {}} />
            </td>
            {metrics.metrics.map((one) => (
              <td key={one}>{task.last[one] === undefined ? "" : amount(task.last[one])}</td>
            ))}
          </tr>
        ))}
      </Table>
      {metrics.total > shown.length && <p className="muted">{say.onlySome(count(shown.length), count(metrics.total))}</p>}
    </section>
  );
}
