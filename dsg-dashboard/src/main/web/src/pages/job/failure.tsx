// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { problem, send } from "../../api";
import { useAsk, useSession } from "../../ask";
import type { Attempt, Job, Stage, Task } from "../../model";
import { Answer, Said } from "../../parts";
import { jobPath, Link, near, nodePath, taskParts, taskPath } from "../../router";
import { EndMark } from "../../state";
import { lastLines, readable } from "../../plain";
import { texts } from "../../texts";

const say = texts.job.failure;
const LINES = 20;
const READ_BYTES = 8 * 1024;

/** What went wrong first: what, where, its last words, how others did, and what to do about it. */
export function FailureCard({ job }: { job: Job }) {
  const stage = job.stages.find((one) => one.failures.length > 0);
  const first = stage?.failures[0];
  if (stage === undefined || first === undefined || job.state === "done") {
    return null;
  }
  return (
    <section className="failure" aria-labelledby="failure">
      <h2 id="failure">{say.title}</h2>
      <Card job={job} stage={stage} task={first.task} why={first.why} />
    </section>
  );
}

function Card({ job, stage, task, why }: { job: Job; stage: Stage; task: string; why: string }) {
  const { task: number } = taskParts(task);
  const path = `/api/v1/jobs/${job.id}/stages/${encodeURIComponent(stage.name)}/tasks/${number}`;
  const asked = useAsk<Task>(path, { when: stage.tasks.failed });
  const differs = stage.differs ?? asked.answer?.differs ?? [];
  const place = { path: jobPath(job.id), query: new URLSearchParams({ stage: stage.name }) };
  return (
    <>
      <p className="failure-what">
        <Link to={taskPath(task)}>{task}</Link>: <Said text={why} />
      </p>
      <Answer asked={asked}>
        {(answer) => {
          const last = answer.attempts.at(-1);
          return last === undefined ? null : (
            <>
              <p className="facts">
                <span>
                  <EndMark end={last.end} />
                </span>
                <span>
                  <Link to={nodePath(last.node)}>{say.where(last.node)}</Link>
                </span>
              </p>
              <LastWords path={path} attempt={last} />
            </>
          );
        }}
      </Answer>
      {differs.length > 0 && (
        <>
          <h3>{say.others}</h3>
          {differs.map((sentence) => (
            <p key={sentence}>
              <Said text={sentence} />
            </p>
          ))}
        </>
      )}
      <h3>{say.next}</h3>
      <p>{say.advice[advice(asked.answer?.attempts.at(-1), why)]}</p>
      <p className="links">
        <Link to={taskPath(task)}>{say.open}</Link>{" "}
        <Link to={near(place, { tab: "logs", task: number })}>{say.log}</Link>{" "}
        {stage.tasks.failed > 1 && (
          <Link to={near(place, { tab: "tasks", state: "failed" })}>{say.all(stage.tasks.failed)}</Link>
        )}
      </p>
    </>
  );
}

/** The exit codes of a shell that has not found the program, or may not run it. */
const NO_PROGRAM = [126, 127];

/** What is likely to help, by how the attempt ended. */
export function advice(attempt: Attempt | undefined, why: string): keyof typeof say.advice {
  switch (attempt?.end) {
    case "out-of-memory":
      return "memory";
    case "timed-out":
      return "time";
    case "lost":
      return "lost";
    default:
      return NO_PROGRAM.includes(attempt?.exit_code ?? 0) || /no such file|not found/i.test(why) ? "missing" : "code";
  }
}

/** The last lines that an attempt printed: where errors go, or else where output goes. */
function LastWords({ path, attempt }: { path: string; attempt: Attempt }) {
  const { token } = useSession();
  const [words, setWords] = useState<string>();
  const stream = (attempt.err?.bytes ?? 0) > 0 ? "err" : "out";
  const size = attempt[stream]?.bytes ?? 0;
  const number = attempt.number;
  useEffect(() => {
    const stop = new AbortController();
    const query = `stream=${stream}&attempt=${number}&offset=${Math.max(0, size - READ_BYTES)}`;
    send("GET", `${path}/logs?${query}`, token, undefined, { signal: stop.signal })
      .then((response) => response.text())
      .then((text) => setWords(lastLines(readable(text), LINES)))
      .catch((thrown: unknown) => (stop.signal.aborted ? undefined : setWords(problem(thrown).why)));
    return () => stop.abort();
  }, [path, token, stream, size, number]);
  if (words === undefined) {
    return null;
  }
  return words === "" ? (
    <p className="muted">{say.printedNothing}</p>
  ) : (
    <>
      <h3>{say.lastLines}</h3>
      <pre className="text wraps" tabIndex={0} role="group" aria-label={say.lastLines} lang="">
        {words}
      </pre>
    </>
  );
}
