// SPDX-License-Identifier: Apache-2.0
// What REST answers, as docs/openapi.yaml describes it: the members that the page uses. Others may come, and are left.

import type { Span } from "./figures";

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
  readonly final: boolean;
  readonly after: readonly string[];
  readonly tasks: Counts;
  readonly reason?: string;
  readonly progress?: number;
  readonly note?: string;
  readonly looks_stuck?: number;
  readonly frozen?: number;
  readonly why_frozen?: string;
  readonly when?: string;
  readonly verdict?: string;
  readonly differs?: readonly string[];
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
  readonly used?: { readonly wall_s: number; readonly cpu_s: number; readonly peak_memory_mib?: number };
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
  readonly tags: readonly string[];
  readonly types: readonly string[];
  readonly limits: readonly string[];
  readonly arch: string;
  readonly version: string;
  readonly disk_mib: number;
  readonly free_disk_mib: number;
  readonly kernel?: string;
  readonly jvm?: string;
  readonly programs?: Readonly<Record<string, string>>;
  readonly hardware?: Hardware;
  /** Graphics processors that tasks can ask for. */
  readonly gpus?: number;
  readonly free_gpus?: number;
  readonly live?: Figures;
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
  readonly disk_reserve_mib: number;
  readonly embedded: boolean;
  readonly unfinished_jobs: number;
  readonly nodes: number;
  readonly lan?: { readonly addresses: readonly string[]; readonly ca: string };
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

export type TaskState = JobState | "cached";
export type AttemptEnd = "done" | "failed" | "timed-out" | "out-of-memory" | "lost" | "cancelled";

export interface Artefact {
  readonly sha256: string;
  readonly bytes: number;
}

export interface Checkpoint {
  readonly attempt: number;
  readonly at: string;
  readonly bytes: number;
}

/** One try of a task; what is told from `end` on is there once it is over. */
export interface Attempt {
  readonly number: number;
  readonly node: string;
  readonly started_at: string;
  readonly ended_at?: string;
  readonly continues_from?: Checkpoint;
  readonly progress?: number;
  readonly note?: string;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly looks_stuck?: boolean;
  readonly end?: AttemptEnd;
  readonly why?: string;
  readonly exit_code?: number;
  readonly signal?: number;
  readonly wall_s?: number;
  readonly cpu_s?: number;
  readonly peak_memory_mib?: number;
  readonly left_out_bytes?: number;
  readonly outputs?: readonly (Artefact & { readonly name: string })[];
  readonly out?: Artefact;
  readonly err?: Artefact;
}

export interface Task {
  readonly id: string;
  readonly state: TaskState;
  readonly reason?: string;
  readonly rerun?: string;
  readonly values: Readonly<Record<string, string>>;
  readonly differs?: readonly string[];
  readonly checkpoint?: Checkpoint;
  readonly attempts: readonly Attempt[];
}

export interface Tasks {
  readonly tasks: readonly Task[];
  readonly next?: number;
}

export interface Jobs {
  readonly jobs: readonly Job[];
  readonly next?: number;
}

/** A file that a job has made. */
export interface ResultFile extends Artefact {
  readonly task: string;
  readonly folder: string;
  readonly output: string;
  readonly path: string;
  readonly show: boolean;
  readonly caption: string;
  readonly collected_at?: string;
}

export interface JobFile {
  readonly file: string;
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
  readonly resumes?: number;
}

export interface Hardware {
  readonly physical_cores?: number;
  readonly performance_cores?: number;
  readonly efficiency_cores?: number;
  readonly mhz?: number;
  readonly speed?: number;
  readonly gpus: readonly { readonly vendor: string; readonly model: string; readonly memory_mib?: number }[];
  readonly disks: readonly { readonly model?: string; readonly size_mib: number; readonly kind?: string }[];
  readonly link?: { readonly name: string; readonly mbit?: number; readonly wireless: boolean };
  readonly power?: "mains" | "battery";
}

/** How a machine fares, as its node told it last. */
export interface Figures {
  readonly at: string;
  readonly load?: number;
  readonly own_load?: number;
  readonly memory_used_mib?: number;
  readonly disk_free_mib?: number;
  readonly celsius?: number;
  readonly battery_percent?: number;
}

export type ContentKind = "put" | "input" | "result" | "intermediate" | "log";
export type ContentPlace = "file" | "journal" | "collected" | "missing";

export interface Contents {
  readonly contents: readonly (Artefact & {
    readonly kind: ContentKind;
    readonly reference: string;
    readonly where: ContentPlace;
    readonly jobs: readonly number[];
  })[];
  readonly total: number;
  readonly next?: number;
}

export interface Content extends Artefact {
  readonly kind?: ContentKind;
  readonly where: ContentPlace;
  readonly file: string;
  readonly collected_at?: string;
  readonly names: readonly string[];
  readonly uses: readonly { readonly kind: ContentKind; readonly job: number; readonly attempt?: string; readonly name: string }[];
  readonly uses_total: number;
}

export interface Step {
  readonly attempt: string;
  readonly task: string;
  readonly job_name: string;
  readonly node: string;
  readonly ended_at: string;
  readonly argv: readonly string[];
  readonly inputs: readonly (Artefact & { readonly path: string; readonly from?: string })[];
  readonly outputs: readonly (Artefact & { readonly name: string })[];
}

export interface Trace {
  readonly names: readonly string[];
  readonly given: readonly { readonly job: number; readonly path: string }[];
  readonly steps: readonly Step[];
  readonly complete: boolean;
}

interface Amount {
  readonly contents: number;
  readonly bytes: number;
}

export interface Usage {
  readonly journal_bytes: number;
  readonly kinds: Readonly<Record<ContentKind, Amount>>;
  readonly unused: Amount;
  readonly jobs: readonly (Amount & { readonly id: number; readonly name: string })[];
  readonly disk_total_bytes: number;
  readonly disk_free_bytes: number;
}

/** What one user has of the grid; times are of processors, in seconds. */
export interface Share {
  readonly user: string;
  readonly jobs: number;
  readonly running: number;
  readonly waiting: number;
  readonly cores: number;
  readonly done: number;
  readonly failed: number;
  readonly cached: number;
  readonly cpu_s: number;
  readonly saved_s: number;
}

export interface Shares {
  readonly span: Span;
  readonly users: readonly Share[];
}

export interface User {
  readonly name: string;
  readonly role: Role;
  readonly added_at?: string;
  readonly tokens: readonly {
    readonly id: number;
    readonly name?: string;
    readonly issued_at: string;
    readonly until: string;
    readonly good: boolean;
  }[];
}

export interface Issued {
  readonly name: string;
  readonly token: string;
}

/** What is other in one job than in an earlier one. */
export interface Diff {
  readonly before: number;
  readonly after: number;
  readonly file_changed: boolean;
  readonly params: readonly { readonly name: string; readonly before?: string; readonly after?: string }[];
  readonly stages: readonly {
    readonly name: string;
    readonly tasks_before: number;
    readonly tasks_after: number;
    readonly same: number;
    readonly changes: Readonly<Record<string, number>>;
    readonly same_outputs: number;
    readonly other_outputs: Readonly<Record<string, number>>;
  }[];
}

/** A mistake in a job file, or a warning. */
export interface Mistake {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly help: string;
}

export type ParamType = "int" | "float" | "string" | "bool" | "path" | "choice";

/** A parameter as the job file declares it. */
export interface Param {
  readonly name: string;
  readonly type: ParamType;
  readonly help: string;
  readonly default?: string;
  readonly min?: string;
  readonly max?: string;
  readonly choices?: readonly string[];
}

/** What a job file names and was not given. */
export interface Wanted {
  readonly kind: "files" | "pattern" | "text";
  readonly path: string;
  readonly lands: string;
}

export interface Plan {
  readonly name: string;
  readonly run: number;
  readonly reused: number;
  readonly fits: boolean;
  readonly guess_s?: number;
  readonly stages: readonly {
    readonly name: string;
    readonly tasks: number;
    readonly run: number;
    readonly reused: number;
    readonly reasons: Readonly<Record<string, number>>;
    readonly request: string;
    readonly at_once: Readonly<Record<string, number>>;
    readonly fits: boolean;
  }[];
  readonly warnings: readonly Mistake[];
  readonly params: readonly Param[];
  readonly named: readonly string[];
}
