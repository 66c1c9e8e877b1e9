// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { useAsk } from "../../ask";
import { LogView } from "../../log";
import type { Job, Task, Tasks } from "../../model";
import { Answer, Empty } from "../../parts";
import { go, Link, near, taskParts, taskPath, usePlace } from "../../router";
import { TaskMark } from "../../state";
import { texts } from "../../texts";
import { StageChoice, useStage } from "../job";

const say = texts.job.log;

/** What the tasks of a stage print: of the one that the address names, or else of one that tells most. */
export function LogsTab({ job }: { job: Job }) {
  const place = usePlace();
  const { name } = useStage(job);
  const named = place.query.get("task");
  return (
    <>
      <div className="filters">
        <StageChoice job={job} />
        <TaskChoice key={named} job={job} stage={name} named={named ?? ""} />
      </div>
      {named === null ? <Guess key={name} job={job} stage={name} /> : <Log job={job} stage={name} task={named} />}
    </>
  );
}

function TaskChoice({ job, stage, named }: { job: Job; stage: string; named: string }) {
  const place = usePlace();
  const [typed, setTyped] = useState(named);
  const total = job.stages.find((one) => one.name === stage)?.tasks.total ?? 0;
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== named && (typed === "" || (Number(typed) >= 1 && Number(typed) <= total))) {
        go(near(place, { stage, task: typed }), { instead: true });
      }
    }, 500);
    return () => clearTimeout(timer);
  }, [typed, named, place, stage, total]);
  if (total < 2) {
    return null;
  }
  return (
    <label>
      {say.task}
      <input type="number" min={1} max={total} value={typed} onChange={(event) => setTyped(event.target.value)} />
    </label>
  );
}

/** The task that runs, or that failed, or came last. */
function Guess({ job, stage }: { job: Job; stage: string }) {
  const counts = job.stages.find((one) => one.name === stage)?.tasks;
  const state =
    counts === undefined || counts.failed > 0
      ? "failed"
      : counts.running > 0
        ? "running"
        : counts.done > 0
          ? "done"
          : counts.cached > 0
            ? "cached"
            : "cancelled";
  const path = `/api/v1/jobs/${job.id}/stages/${encodeURIComponent(stage)}/tasks?limit=1&state=${state}`;
  const [first, setFirst] = useState<Task>();
  const asked = useAsk<Tasks>(path, { when: first === undefined ? JSON.stringify(counts) : "" });
  const found = asked.answer?.tasks[0];
  if (first === undefined && found !== undefined && found.attempts.length > 0) {
    setFirst(found); // and it stays: who reads a log is not taken to another when its task ends
  }
  if (first !== undefined) {
    return (
      <>
        {(counts?.total ?? 0) > 1 && <p className="muted">{say.pickHint}</p>}
        <Log job={job} stage={stage} task={taskParts(first.id).task} />
      </>
    );
  }
  return <Answer asked={asked}>{() => <Empty title={say.nothingYet} />}</Answer>;
}

function Log({ job, stage, task }: { job: Job; stage: string; task: string }) {
  const path = `/api/v1/jobs/${job.id}/stages/${encodeURIComponent(stage)}/tasks/${encodeURIComponent(task)}`;
  const counts = job.stages.find((one) => one.name === stage)?.tasks;
  const asked = useAsk<Task>(path, { when: JSON.stringify(counts) });
  return (
    <Answer asked={asked}>
      {(answer) => (
        <>
          <p className="head">
            <Link to={taskPath(answer.id)}>{answer.id}</Link> <TaskMark state={answer.state} />
          </p>
          {answer.attempts.length === 0 ? (
            <Empty title={texts.job.tasks.notYet} />
          ) : (
            <LogView
              key={`${answer.id} ${answer.attempts.length}`}
              path={path}
              name={answer.id}
              attempt={answer.attempts.at(-1)}
            />
          )}
        </>
      )}
    </Answer>
  );
}
