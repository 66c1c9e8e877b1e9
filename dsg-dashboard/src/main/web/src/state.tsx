// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import type { AttemptEnd, JobState, NodeState, TaskState } from "./model";
import { texts } from "./texts";

/** The looks that a state can have: a shape and a colour of their own each, and always the word beside it. */
export type Look = "waiting" | "running" | "done" | "failed" | "lost" | "paused" | "cached";

const JOB_LOOKS: Record<JobState, Look> = {
  waiting: "waiting",
  running: "running",
  paused: "paused",
  done: "done",
  failed: "failed",
  cancelled: "waiting",
};

const TASK_LOOKS: Record<TaskState, Look> = { ...JOB_LOOKS, cached: "cached" };

const END_LOOKS: Record<AttemptEnd, Look> = {
  done: "done",
  failed: "failed",
  "timed-out": "failed",
  "out-of-memory": "failed",
  lost: "lost",
  cancelled: "waiting",
};

const NODE_LOOKS: Record<NodeState, Look> = {
  pending: "waiting",
  ready: "done",
  paused: "paused",
  draining: "paused",
  resting: "waiting",
  away: "lost",
};

const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 2, strokeLinecap: "round" } as const;

const SHAPES: Record<Look, ReactNode> = {
  waiting: <circle cx="8" cy="8" r="5" {...stroke} />,
  running: <path d="M4 2.5v11l9-5.5z" fill="currentColor" />,
  done: <path d="M2.5 8.5l3.5 4 7.5-9" {...stroke} strokeLinejoin="round" />,
  failed: (
    <g {...stroke}>
      <rect x="2" y="2" width="12" height="12" rx="2" />
      <path d="M5.5 5.5l5 5m0-5l-5 5" />
    </g>
  ),
  lost: (
    <g {...stroke} strokeLinejoin="round">
      <path d="M13 8a5 5 0 1 1-1.6-3.7" />
      <path d="M13.2 1.8v3.4H9.8" />
    </g>
  ),
  cached: (
    <g {...stroke} strokeLinejoin="round">
      <rect x="2" y="5.5" width="8.5" height="8.5" rx="1.5" />
      <path d="M5.5 2.5H12a1.5 1.5 0 0 1 1.5 1.5v6.5" />
    </g>
  ),
  paused: (
    <g fill="currentColor">
      <rect x="3" y="2.5" width="3.6" height="11" rx="1" />
      <rect x="9.4" y="2.5" width="3.6" height="11" rx="1" />
    </g>
  ),
};

/** A state: its shape, its colour, its word. */
export function Mark({ look, word }: { look: Look; word: string }) {
  return (
    <span className={`state state-${look}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
        {SHAPES[look]}
      </svg>
      {word}
    </span>
  );
}

export function JobMark({ state }: { state: JobState }) {
  return <Mark look={JOB_LOOKS[state]} word={texts.jobStates[state]} />;
}

export function NodeMark({ state, running }: { state: NodeState; running: number }) {
  return state === "ready" && running > 0 ? (
    <Mark look="running" word={texts.helping} />
  ) : (
    <Mark look={NODE_LOOKS[state]} word={texts.nodeStates[state]} />
  );
}

export function TaskMark({ state }: { state: TaskState }) {
  return <Mark look={TASK_LOOKS[state]} word={texts.taskStates[state]} />;
}

/** How an attempt ended, or that it runs. */
export function EndMark({ end }: { end: AttemptEnd | undefined }) {
  return end === undefined ? (
    <Mark look="running" word={texts.taskStates.running} />
  ) : (
    <Mark look={END_LOOKS[end]} word={texts.ends[end]} />
  );
}

/** The look of an attempt, where it is drawn. */
export const lookOf = (end: AttemptEnd | undefined): Look => (end === undefined ? "running" : END_LOOKS[end]);
