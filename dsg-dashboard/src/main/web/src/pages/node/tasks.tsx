// SPDX-License-Identifier: Apache-2.0
import { useAsk } from "../../ask";
import { ago, moment, span, trimmed } from "../../format";
import { useNow } from "../../live";
import type { AttemptEnd, GridNode, TaskState } from "../../model";
import { Answer, Empty, Name, Said, Table } from "../../parts";
import { jobPath, Link, near, taskPath, usePlace } from "../../router";
import { EndMark, TaskMark } from "../../state";
import { texts } from "../../texts";

const say = texts.node;
const more = texts.nodeFigures;
const PAGE = 10;
const EVERY_MS = 4_000;

interface OnNode {
  readonly id: string;
  readonly job: number;
  readonly job_name: string;
  readonly attempt: number;
  readonly state: TaskState | AttemptEnd;
  readonly started_at: string;
  readonly ended_at?: string;
  readonly why?: string;
  readonly wall_s?: number;
  readonly progress?: number;
  readonly note?: string;
}

interface Page {
  readonly tasks: readonly OnNode[];
  readonly next?: number;
}

/** What a node runs now, and what ended on it lately. */
export function NodeTasks({ node }: { node: GridNode }) {
  const place = usePlace();
  const from = place.query.get("from") ?? "0";
  const path = `/api/v1/nodes/${encodeURIComponent(node.name)}/tasks`;
  const how = { everyMs: EVERY_MS, when: node.running, keep: true };
  const running = useAsk<Page>(`${path}?state=running&limit=200`, how);
  const ended = useAsk<Page>(`${path}?state=ended&limit=${PAGE}&from=${encodeURIComponent(from)}`, how);
  return (
    <>
      <section aria-labelledby="runs">
        <h2 id="runs">{say.tasks}</h2>
        <Answer asked={running}>
          {({ tasks, next }) =>
            tasks.length === 0 ? (
              <Empty title={say.noTasks}>{node.state === "ready" && <p>{say.noTaskYet}</p>}</Empty>
            ) : (
              <>
                <Running tasks={tasks} />
                {next !== undefined && <p className="muted">{say.onlySome}</p>}
              </>
            )
          }
        </Answer>
      </section>
      <section aria-labelledby="lately">
        <h2 id="lately">{more.lately}</h2>
        <Answer asked={ended}>
          {({ tasks, next }) => (
            <>
              {tasks.length === 0 ? <p className="muted">{more.nothingLately}</p> : <Ended tasks={tasks} />}
              <nav className="pager" aria-label={texts.pages}>
                {from !== "0" && <Link to={near(place, { from: undefined })}>{texts.first}</Link>}
                {next !== undefined && <Link to={near(place, { from: String(next) })}>{texts.next}</Link>}
              </nav>
            </>
          )}
        </Answer>
      </section>
    </>
  );
}

function Task({ on }: { on: OnNode }) {
  return (
    <th scope="row">
      <Link to={taskPath(on.id)} data-row>
        {on.id}
      </Link>
    </th>
  );
}

function Job({ on }: { on: OnNode }) {
  return (
    <td>
      <Link to={jobPath(on.job)}>
        <Name text={on.job_name} />
      </Link>
    </td>
  );
}

function Running({ tasks }: { tasks: readonly OnNode[] }) {
  const now = useNow(1_000);
  return (
    <Table label={say.tasks} heads={[say.task, say.job, texts.jobs.state, say.since, say.progress]}>
      {tasks.map((on) => (
        <tr key={`${on.id} ${on.attempt}`}>
          <Task on={on} />
          <Job on={on} />
          <td>
            <TaskMark state={on.state as TaskState} />
          </td>
          <td>{ago((now - Date.parse(on.started_at)) / 1000)}</td>
          <td className="why-cell">
            {on.progress !== undefined && `${trimmed(on.progress * 100)} % `}
            <Said text={on.why ?? on.note ?? ""} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Ended({ tasks }: { tasks: readonly OnNode[] }) {
  return (
    <Table label={more.lately} heads={[say.task, say.job, texts.job.tasks.end, more.ended, texts.job.tasks.took, texts.job.tasks.why]}>
      {tasks.map((on) => (
        <tr key={`${on.id} ${on.attempt}`}>
          <Task on={on} />
          <Job on={on} />
          <td>
            <EndMark end={on.state as AttemptEnd} />
          </td>
          <td>{on.ended_at !== undefined && moment(on.ended_at)}</td>
          <td>{on.wall_s !== undefined && span(on.wall_s)}</td>
          <td className="why-cell">
            <Said text={on.why ?? ""} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
