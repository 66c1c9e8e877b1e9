// SPDX-License-Identifier: Apache-2.0
import { useAsk } from "../../ask";
import { ago, span } from "../../format";
import { useNow } from "../../live";
import type { Job, Task, TaskState, Tasks } from "../../model";
import { Answer, Empty, Said, Table } from "../../parts";
import { go, Link, near, nodePath, taskParts, usePlace } from "../../router";
import { TaskMark } from "../../state";
import { texts } from "../../texts";
import { StageChoice, useStage } from "../job";
import { TaskView } from "./task";

const say = texts.job.tasks;
const PAGE = 50;
const STATES: readonly TaskState[] = ["running", "waiting", "failed", "done", "cached", "paused", "cancelled"];
const EVERY_MS = 10_000;

/** The tasks of a stage, a page at a time, and each of them. */
export function TasksTab({ job }: { job: Job }) {
  const place = usePlace();
  const { name } = useStage(job);
  const task = place.query.get("task");
  return task === null ? <TaskList job={job} stage={name} /> : <TaskView job={job} stage={name} task={task} />;
}

function TaskList({ job, stage }: { job: Job; stage: string }) {
  const place = usePlace();
  const state = place.query.get("state") ?? "";
  const from = place.query.get("from");
  const asked = new URLSearchParams({ limit: String(PAGE) });
  if (state !== "") {
    asked.set("state", state);
  }
  if (from !== null) {
    asked.set("from", from);
  }
  const counts = job.stages.find((one) => one.name === stage)?.tasks;
  const page = useAsk<Tasks>(`/api/v1/jobs/${job.id}/stages/${encodeURIComponent(stage)}/tasks?${asked.toString()}`, {
    everyMs: EVERY_MS,
    when: JSON.stringify(counts),
    keep: true,
  });
  return (
    <>
      <form className="filters" aria-label={texts.job.tab.tasks} onSubmit={(event) => event.preventDefault()}>
        <StageChoice job={job} />
        <label>
          {say.state}
          <select
            value={state}
            onChange={(event) => go(near(place, { state: event.target.value, from: undefined, stage }))}
          >
            <option value="">{say.any}</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {texts.taskStates[one]}
              </option>
            ))}
          </select>
        </label>
      </form>
      <Answer asked={page}>
        {({ tasks, next }) => (
          <>
            {tasks.length === 0 && next === undefined && (
              <Empty title={say.none}>
                <p>{say.noneHint}</p>
              </Empty>
            )}
            {tasks.length === 0 && next !== undefined && <p>{say.searching(next)}</p>}
            {tasks.length > 0 && <TaskTable tasks={tasks} />}
            <nav className="pager" aria-label={texts.pages}>
              {from !== null && <Link to={near(place, { from: undefined })}>{say.first}</Link>}
              {next !== undefined && <Link to={near(place, { from: String(next), stage })}>{say.next}</Link>}
            </nav>
          </>
        )}
      </Answer>
    </>
  );
}

function TaskTable({ tasks }: { tasks: readonly Task[] }) {
  const place = usePlace();
  const now = useNow(1_000);
  return (
    <Table label={texts.job.tab.tasks} heads={[say.task, texts.jobs.state, say.values, say.where, say.took, say.why]}>
      {tasks.map((task) => {
        const { stage, task: number } = taskParts(task.id);
        const last = task.attempts.at(-1);
        return (
          <tr key={task.id}>
            <th scope="row">
              <Link to={near(place, { tab: "tasks", stage, task: number })} aria-label={task.id} data-row>
                {number}
              </Link>
            </th>
            <td>
              <TaskMark state={task.state} />
            </td>
            <td>
              <Values values={task.values} />
            </td>
            <td>{last !== undefined && <Link to={nodePath(last.node)}>{last.node}</Link>}</td>
            <td>{last !== undefined && took(last.wall_s, last.started_at, last.ended_at, now)}</td>
            <td className="why-cell">
              <Said text={whyOf(task)} />
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** How long it took, or has taken. */
function took(wall: number | undefined, started: string, ended: string | undefined, now: number): string {
  if (wall !== undefined) {
    return span(wall);
  }
  return ago(((ended === undefined ? now : Date.parse(ended)) - Date.parse(started)) / 1000);
}

/** Why a task is as it is: what it waits for, how it failed, or what it says. */
export function whyOf(task: Task): string {
  const last = task.attempts.at(-1);
  return task.reason ?? (task.state === "failed" ? (last?.why ?? "") : task.state === "running" ? (last?.note ?? "") : "");
}

/** What a sweep's placeholders stand for. */
export function Values({ values }: { values: Readonly<Record<string, string>> }) {
  return (
    <span className="values">
      {Object.entries(values).map(([name, value]) => (
        <span key={name}>
          <span className="muted">{name}</span> <bdi>{value}</bdi>
        </span>
      ))}
    </span>
  );
}
