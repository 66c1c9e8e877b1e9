// SPDX-License-Identifier: Apache-2.0
import { ask } from "../../api";
import { useAsk, useSession } from "../../ask";
import { AskFirst, Outcome, useDoing } from "../../doing";
import { bytes, clock, memory, moment, span, trimmed } from "../../format";
import { locale } from "../../language";
import { LogView } from "../../log";
import type { Attempt, Job, Task } from "../../model";
import { Answer, Facts, Said, Table } from "../../parts";
import { FileLink } from "../../preview";
import { Link, near, nodePath, usePlace } from "../../router";
import { EndMark, TaskMark } from "../../state";
import { texts } from "../../texts";
import { useSteers } from "../job";
import { Values, whyOf } from "./tasks";

const say = texts.job.tasks;
const EVERY_MS = 3_000;

/** One task: its attempts, why it is as it is, and what it prints. */
export function TaskView({ job, stage, task }: { job: Job; stage: string; task: string }) {
  const place = usePlace();
  const path = `/api/v1/jobs/${job.id}/stages/${encodeURIComponent(stage)}/tasks/${encodeURIComponent(task)}`;
  const counts = job.stages.find((one) => one.name === stage)?.tasks;
  const running = (counts?.running ?? 0) > 0;
  const asked = useAsk<Task>(path, { everyMs: running ? EVERY_MS : undefined, when: JSON.stringify(counts) });
  return (
    <>
      <p className="back">
        <Link to={near(place, { task: undefined })} data-back>
          ‹ {say.back}
        </Link>
      </p>
      <Answer asked={asked}>
        {(answer) => (
          <>
            <header className="head">
              <h2>
                <bdi>{answer.id}</bdi>
              </h2>
              <TaskMark state={answer.state} />
              <TaskActions job={job} task={answer} path={path} again={asked.again} />
            </header>
            <About task={answer} />
            <Attempts task={answer} />
            <Made attempt={answer.attempts.at(-1)} />
            <section aria-labelledby="log">
              <h2 id="log">{texts.job.log.title}</h2>
              {answer.attempts.length === 0 ? (
                <p className="muted">{say.notYet}</p>
              ) : (
                <LogView key={answer.attempts.length} path={path} name={answer.id} attempt={answer.attempts.at(-1)} />
              )}
            </section>
          </>
        )}
      </Answer>
    </>
  );
}

function TaskActions({ job, task, path, again }: { job: Job; task: Task; path: string; again: () => void }) {
  const { token } = useSession();
  const doing = useDoing();
  const steers = useSteers(job);
  const tell = (verb: "retry" | "cancel"): void =>
    doing.act(async () => {
      await ask("POST", `${path}/${verb}`, token);
      again();
      return say.told[verb];
    });
  if (!steers) {
    return null;
  }
  const goesOn = task.state === "waiting" || task.state === "running" || task.state === "paused";
  return (
    <div className="actions">
      <div className="buttons">
        {(task.state === "failed" || task.state === "cancelled") && (
          <button type="button" className="primary" aria-disabled={doing.busy} onClick={() => tell("retry")}>
            {say.retry}
          </button>
        )}
        {goesOn && (
          <AskFirst word={say.cancel} title={`${say.cancel}?`} busy={doing.busy} act={() => tell("cancel")}>
            <p>{task.id}</p>
            <p>{texts.job.cancelWhy(task.state === "running" ? 1 : 0)}</p>
          </AskFirst>
        )}
      </div>
      <Outcome doing={doing} />
    </div>
  );
}

function About({ task }: { task: Task }) {
  const why = whyOf(task);
  const last = task.attempts.at(-1);
  const metrics = Object.entries(last?.metrics ?? {});
  const kept = task.checkpoint;
  return (
    <>
      {why !== "" && (
        <p className={`why ${task.state === "failed" ? "state-failed" : ""}`}>
          <Said text={why} />
        </p>
      )}
      <Values values={task.values} />
      {task.differs?.map((sentence) => (
        <p key={sentence}>
          <Said text={sentence} />
        </p>
      ))}
      {task.rerun !== undefined && <p className="muted">{say.rerun(task.rerun)}</p>}
      {kept !== undefined && <p className="muted">{say.kept(moment(kept.at), bytes(kept.bytes))}</p>}
      {metrics.length > 0 && (
        <section aria-labelledby="metrics">
          <h3 id="metrics">{say.metrics}</h3>
          <Facts facts={metrics.map(([name, value]) => [name, value.toLocaleString(locale)] as const)} />
        </section>
      )}
    </>
  );
}

function Attempts({ task }: { task: Task }) {
  if (task.attempts.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="attempts">
      <h2 id="attempts">{say.attempts}</h2>
      <Table
        label={say.attempts}
        heads={[say.attempt, say.end, say.where, say.begun, say.took, say.processor, say.memory, say.why]}
      >
        {task.attempts.map((attempt) => (
          <AttemptRow key={attempt.number} attempt={attempt} />
        ))}
      </Table>
    </section>
  );
}

function AttemptRow({ attempt }: { attempt: Attempt }) {
  const from = attempt.continues_from;
  const left = attempt.left_out_bytes;
  return (
    <tr>
      <th scope="row">{attempt.number}</th>
      <td>
        <EndMark end={attempt.end} />
        {attempt.progress !== undefined && ` ${trimmed(attempt.progress * 100)} %`}
      </td>
      <td>
        <Link to={nodePath(attempt.node)}>{attempt.node}</Link>
      </td>
      <td>
        <time dateTime={attempt.started_at} title={moment(attempt.started_at)}>
          {clock(attempt.started_at)}
        </time>
      </td>
      <td>{attempt.wall_s !== undefined && span(attempt.wall_s)}</td>
      <td>{attempt.cpu_s !== undefined && span(attempt.cpu_s)}</td>
      <td>{attempt.peak_memory_mib !== undefined && memory(attempt.peak_memory_mib)}</td>
      <td className="why-cell">
        <Said text={attempt.why ?? attempt.note ?? ""} />
        {from !== undefined && <span className="muted"> {say.continued(from.attempt)}</span>}
        {left !== undefined && <span className="muted"> {say.leftOut(bytes(left))}</span>}
      </td>
    </tr>
  );
}

/** The files that an attempt has made. */
function Made({ attempt }: { attempt: Attempt | undefined }) {
  const outputs = attempt?.outputs ?? [];
  if (outputs.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="made">
      <h2 id="made">{say.outputs}</h2>
      <ul className="plain">
        {outputs.map((output) => (
          <li key={output.name}>
            <FileLink sha256={output.sha256} name={output.name} /> <span className="muted">{bytes(output.bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
