// SPDX-License-Identifier: Apache-2.0
// What REST answers, as docs/openapi.yaml describes it: the members that the page uses. Others may come, and are left.

export type JobState = "waiting" | "running" | "paused" | "done" | "failed" | "cancelled";
export type NodeState = "pending" | "ready" | "paused" | "draining" | "resting" | "away";
export type Role = "viewer" | "submitter" | "admin";

export interface Counts {
  readonly total: number;
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  readonly cached: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly retried: number;
}

export interface Stage {
  readonly name: string;
  readonly tasks: Counts;
  readonly reason?: string;
  readonly progress?: number;
  readonly note?: string;
  readonly looks_stuck?: boolean;
  readonly failures: readonly { readonly task: string; readonly why: string }[];
}

export interface Job {
  readonly id: number;
  readonly nickname: string;
  readonly name: string;
  readonly by: string;
  readonly state: JobState;
  readonly submitted_at: string;
  readonly ended_at?: string;
  readonly tasks: Counts;
  readonly stages: readonly Stage[];
}

export interface GridNode {
  readonly name: string;
  readonly id: string;
  readonly state: NodeState;
  readonly why?: string;
  readonly isolation: string;
  readonly cores: number;
  readonly memory_mib: number;
  readonly free_cores: number;
  readonly free_memory_mib: number;
  readonly running: number;
  readonly os: string;
  readonly cpu: string;
}

/** A machine that asks to join. */
export interface Join {
  readonly name: string;
  readonly from: string;
  readonly cores: number;
  readonly memory_mib: number;
  readonly words: readonly string[];
  readonly since: string;
}

export interface Grid {
  readonly name: string;
  readonly version: string;
  readonly takes_jobs: boolean;
  readonly disk: string;
  readonly disk_free_mib: number;
}

export interface Me {
  readonly name: string;
  readonly role: Role;
  readonly until?: string;
}

export interface Invite {
  readonly code: string;
  readonly address: string;
  readonly addresses: readonly string[];
  readonly uses: number;
  readonly until: string;
}

export const isOver = (job: Job): boolean =>
  job.state === "done" || job.state === "failed" || job.state === "cancelled";
