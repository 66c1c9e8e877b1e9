// SPDX-License-Identifier: Apache-2.0
import type { GridNode, Job, JobState, NodeState } from "../../main/web/src/model";

export const node = (name: string, state: NodeState, running = 0): GridNode => ({
  name,
  id: `n-${name}`,
  state,
  isolation: "sandbox",
  cores: 8,
  memory_mib: 16_384,
  free_cores: 8 - running,
  free_memory_mib: 8_192,
  running,
  os: "Linux",
  cpu: "i7",
  tags: [],
  types: ["run"],
  limits: [],
  arch: "amd64",
  version: "0.1.0",
  disk_mib: 100_000,
  free_disk_mib: 100_000,
});

export const job = (id: number, state: JobState): Job => ({
  id,
  nickname: "brave-tern",
  name: "sweep",
  by: "owner",
  state,
  submitted_at: "2026-11-26T12:00:00Z",
  tasks: { total: 1, waiting: 0, running: 0, done: 0, cached: 0, failed: 0, cancelled: 0, retried: 0 },
  stages: [],
});
